package io.quorate.raft;

/** What may happen, and how often among the others as a rule. */
enum Event {
    MESSAGE(850, true),
    WRITE(270, true),
    READ(70, true),
    INSTALL(10, true),
    TICK(320, true),
    START(25, true),
    HEAL(7, true),
    PROPOSE(60, true),
    STRAY(10, false),
    SLEEP(1, false),
    RIVALS(3, false),
    SILENCE(5, false),
    PAUSE(2, false),
    STUCK_DISK(2, false),
    STOP_LEADERS_CLOCK(1, false),
    ASK(90, false),
    FLUSH(20, false),
    CRASH(2, false),
    RESTART(3, false),
    TRANSFER(4, false),
    RECONFIGURE(5, false),
    ADD_OR_REMOVE(10, false),
    REPLACE_SILENT(4, false),
    CUT(3, false),
    CUT_LEADER(8, false);

    /** Weight in calm and in storm alike. */
    final int usual;

    /** Without it a group comes to nothing. */
    final boolean needed;

    Event(int usual, boolean needed) {
        this.usual = usual;
        this.needed = needed;
    }

    /** Something goes wrong with a member. */
    boolean isFault() {
        return switch (this) {
            case SLEEP, RIVALS, SILENCE, PAUSE, STUCK_DISK, CRASH, RESTART -> true;
            default -> false;
        };
    }

    boolean changesMembers() {
        return this == RECONFIGURE || this == ADD_OR_REMOVE || this == REPLACE_SILENT;
    }
}
