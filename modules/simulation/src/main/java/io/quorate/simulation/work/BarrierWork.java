package io.quorate.simulation.work;

import io.quorate.simulation.Chance;
import io.quorate.simulation.world.SimClient;

/** How one program uses barriers of all kinds. */
final class BarrierWork {
    private final Chance chance;
    private final MeetingWork meetings;
    private final LatchWork latches;
    private final PhaserWork phasers;

    BarrierWork(SimClient client, Chance chance) {
        this.chance = chance;
        this.meetings = new MeetingWork(client, chance);
        this.latches = new LatchWork(client, chance);
        this.phasers = new PhaserWork(client, chance);
    }

    boolean isIdle() {
        return meetings.isIdle() && latches.isIdle() && phasers.isIdle();
    }

    void begin() {
        switch (chance.below(4)) {
            case 0 -> latches.begin();
            case 1 -> phasers.begin();
            default -> meetings.begin();
        }
    }
}
