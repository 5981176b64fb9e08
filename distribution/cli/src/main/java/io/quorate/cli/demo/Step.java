package io.quorate.cli.demo;

/** One thing that the demonstration shows. */
interface Step {
    /** For messages and for {@link Demo#SABOTAGE_VARIABLE}. */
    String name();

    /**
     * Does it and waits until it has happened.
     *
     * @return one line to tell; whatever it claims, a process has said
     * @throws io.quorate.cli.Failure when it has not happened
     */
    String perform(World world) throws InterruptedException;

    /** Brings the world into a state in which this step cannot succeed, before it is performed. */
    void sabotage(World world) throws InterruptedException;
}
