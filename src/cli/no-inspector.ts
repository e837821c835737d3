/**
 * Without a listener this signal has Node open a door for debuggers, through which anybody on the machine may run code. Imported before all
 * else, so that the door is shut as early as a program can.
 */
process.on('SIGUSR1', () => {});
