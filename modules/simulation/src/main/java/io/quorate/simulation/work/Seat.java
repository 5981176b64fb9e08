package io.quorate.simulation.work;

import io.quorate.simulation.Chance;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.SimClient;

/** A place at which there is always a client: when one has gone, another one with a new name comes after a while. */
public final class Seat {
    private static final long CLOSE_MILLIS = 2_000;

    private static final long LOOK_NANOS = 1_000_000_000;

    private final Task task;
    private final Cluster cluster;
    private final String name;
    private final long ttlMillis;
    private final Chance chance;
    private Program program;
    private int generation;
    private boolean resting;

    public Seat(Task task, Cluster cluster, int number) {
        this.task = task;
        this.cluster = cluster;
        this.name = "c" + number;
        this.chance = task.world().chance().branch();
        this.ttlMillis = chance.between(1_000, 8_000);
        this.program = newProgram();
        look();
    }

    /** Whoever runs a client that finds nobody any more starts it anew, with the machines that are there. */
    private void look() {
        task.world().time().after(LOOK_NANOS, this::look);
        if (client().isAstray()) {
            crash();
        }
    }

    private Program newProgram() {
        generation++;
        return new Program(task, cluster.fickleClient(name + "." + generation, ttlMillis), chance.branch());
    }

    private void replace() {
        program.end();
        task.world().time().after(chance.millis(100, 3_000), () -> {
            if (!resting) {
                program = newProgram();
            }
        });
    }

    public SimClient client() {
        return program.client();
    }

    /** Its client crashes. */
    public void crash() {
        if (!client().isOver()) {
            client().crash(chance.oneIn(2));
            replace();
        }
    }

    /** Its client closes its session. */
    public void close() {
        Program leaving = program;
        leaving.rest();
        client().later(0, () -> {
            leaving.end();
            leaving.client().close(CLOSE_MILLIS, this::replace);
        });
    }

    /** Nobody begins anything new here. */
    public void rest() {
        resting = true;
        program.rest();
    }

    /** Everything begun here has ended. */
    public boolean isIdle() {
        return client().isOver() || program.isIdle();
    }
}
