package io.quorate.kernel.apply;

import io.quorate.kernel.state.KernelRow;

/** The kernel row while entries are applied. Ids that a failing command drew are not given again: that is the same on all replicas. */
final class Numbers {
    private final Namespaces namespaces;

    // Copies of the fields of KernelRow; moved by apply alone, stored with every entry.
    private final int kernelLevel;
    private int epoch;
    private long revision;
    private long logTimeMillis;
    private long calendarMillis;
    private long nextInstance;
    private long nextDue;
    private int sessions;
    private long replyBytes;
    private long chain;

    Numbers(KernelRow row, Namespaces namespaces) {
        this.namespaces = namespaces;
        epoch = row.epoch();
        kernelLevel = row.kernelLevel();
        revision = row.revision();
        logTimeMillis = row.logTimeMillis();
        calendarMillis = row.calendarMillis();
        nextInstance = row.nextInstance();
        nextDue = row.nextDue();
        sessions = row.sessions();
        replyBytes = row.replyBytes();
        chain = row.chain();
    }

    KernelRow row() {
        return new KernelRow(
                epoch,
                revision,
                logTimeMillis,
                calendarMillis,
                kernelLevel,
                nextInstance,
                nextDue,
                sessions,
                replyBytes,
                chain);
    }

    /** The same numbers, which move on their own from now on, for steps that are never drained: the namespaces are the same ones. */
    Numbers copy() {
        return new Numbers(row(), namespaces);
    }

    /** Moves both times on; neither ever goes back. */
    void advanceTime(long logTime, long calendar) {
        logTimeMillis = Math.max(logTimeMillis, logTime);
        calendarMillis = Math.max(calendarMillis, calendar);
    }

    Namespaces namespaces() {
        return namespaces;
    }

    int epoch() {
        return epoch;
    }

    long revision() {
        return revision;
    }

    long logTimeMillis() {
        return logTimeMillis;
    }

    long calendarMillis() {
        return calendarMillis;
    }

    int sessions() {
        return sessions;
    }

    long replyBytes() {
        return replyBytes;
    }

    long nextRevision() {
        revision++;
        return revision;
    }

    /** The next revision is this one, in this epoch; both are above all that were given. */
    void jump(int toEpoch, long toRevision) {
        epoch = toEpoch;
        revision = toRevision - 1;
    }

    long drawInstance() {
        return nextInstance++;
    }

    long drawDue() {
        return nextDue++;
    }

    void add(int moreSessions, long moreReplyBytes, Growth growth) {
        sessions += moreSessions;
        replyBytes += moreReplyBytes;
        namespaces.grow(growth);
    }

    /** Links the hash of what a step wrote and answered to everything before it. */
    void link(long hash) {
        chain = StateChain.link(chain, revision, hash);
    }
}
