package io.quorate.simulation.run;

/**
 * What is to be run.
 *
 * @param nodes of the cluster
 * @param workSeconds of virtual time with clients at work and things going wrong
 * @param syncsLie disks do not keep what they were told to sync
 */
public record Scenario(long seed, int nodes, long workSeconds, boolean syncsLie) {
    private static final long WORK_SECONDS = 60;

    /** One node, everything left to chance. */
    public static Scenario oneNode(long seed) {
        return new Scenario(seed, 1, WORK_SECONDS, false);
    }

    /** Three nodes, everything left to chance. */
    public static Scenario threeNodes(long seed) {
        return new Scenario(seed, 3, WORK_SECONDS, false);
    }

    /** The same with disks that lie; must fail. */
    public Scenario onLyingDisks() {
        return new Scenario(seed, nodes, workSeconds, true);
    }
}
