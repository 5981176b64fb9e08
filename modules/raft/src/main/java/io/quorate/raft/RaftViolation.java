package io.quorate.raft;

/** A rule that keeps the log safe was broken, here or by another member; this member must stop for good. */
public final class RaftViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RaftViolation(String what) {
        super(what);
    }

    static void require(boolean rule, String otherwise) {
        if (!rule) {
            throw new RaftViolation(otherwise);
        }
    }
}
