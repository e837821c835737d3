import { TOY_TREATMENT } from '../toys/toy-treatment.ts';
import { describeTreatment } from './treatment.ts';

describeTreatment(TOY_TREATMENT, [1, 2, 9]);
