package io.quorate.simulation.run;

import io.quorate.simulation.SimDisk;

/**
 * What is to be run.
 *
 * @param nodes of the cluster
 * @param workSeconds of virtual time with clients at work and things going wrong
 * @param toTheEnd goes on when an invariant breaks; some are judged only at the end
 */
public record Scenario(long seed, int nodes, long workSeconds, Disks disks, boolean toTheEnd) {
    /** What syncs are worth. */
    public enum Disks {
        HONEST,
        /** Nothing that is synced is kept for certain, headers and names included. */
        LYING,
        /** The log's batches are not synced; see {@link SimDisk#forgetSyncsOf}. */
        FORGETFUL
    }

    private static final long WORK_SECONDS = 60;

    /** One node, everything left to chance. */
    public static Scenario oneNode(long seed) {
        return new Scenario(seed, 1, WORK_SECONDS, Disks.HONEST, false);
    }

    /** Three nodes, everything left to chance. */
    public static Scenario threeNodes(long seed) {
        return new Scenario(seed, 3, WORK_SECONDS, Disks.HONEST, false);
    }

    /** The same with disks that lie; must fail. */
    public Scenario onLyingDisks() {
        return new Scenario(seed, nodes, workSeconds, Disks.LYING, toTheEnd);
    }

    /** The same as if the log forgot to sync its batches; must fail. */
    public Scenario onForgetfulDisks() {
        return new Scenario(seed, nodes, workSeconds, Disks.FORGETFUL, toTheEnd);
    }

    /** The same, but what breaks does not end it. */
    public Scenario untilTheEnd() {
        return new Scenario(seed, nodes, workSeconds, disks, true);
    }
}
