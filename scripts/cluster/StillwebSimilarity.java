package stillweb;

import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.Similarity;
import org.opensearch.index.IndexModule;
import org.opensearch.plugins.Plugin;

/**
 * A plugin of OpenSearch with one similarity, `stillweb`: weight × impact, in place of the script that says the same.
 *
 * An impact stands in the index as a term frequency. The boost of a term is its weight, 1 … 255, and in eighths the places by which
 * each of its impacts is shifted to the right. Weight × impact is below 2^22, so that float32 holds it exactly.
 */
public final class StillwebSimilarity extends Plugin {
  @Override
  public void onIndexModule(IndexModule module) {
    module.addSimilarity("stillweb", (settings, version, scripts) -> new Impacts());
  }

  private static final class Impacts extends Similarity {
    @Override
    public SimScorer scorer(float boost, CollectionStatistics collection, TermStatistics... terms) {
      int weight = (int) boost;
      int shift = (int) ((boost - weight) * 8);
      return shift == 0 ? new Whole(boost) : new Shifted(weight, shift);
    }
  }

  private static final class Whole extends Similarity.SimScorer {
    private final float weight;

    private Whole(float weight) {
      this.weight = weight;
    }

    @Override
    public float score(float impact, long norm) {
      return weight * impact;
    }
  }

  private static final class Shifted extends Similarity.SimScorer {
    /** As a float: Lucene asks for the largest frequency there can be, of which a product of integers would overflow. */
    private final float weight;
    private final int shift;

    private Shifted(float weight, int shift) {
      this.weight = weight;
      this.shift = shift;
    }

    @Override
    public float score(float impact, long norm) {
      return weight * ((int) impact >> shift);
    }
  }
}
