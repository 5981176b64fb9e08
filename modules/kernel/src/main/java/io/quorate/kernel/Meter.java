package io.quorate.kernel;

/**
 * Counts the steps of recipe code, equally on all replicas. Thread: the apply thread only. One step is about one method
 * call or loop turn; state access is charged by the kernel on top.
 */
public interface Meter {
    /** Sets what the recipe code that runs next on this thread may use. */
    void begin(long steps);

    /** Charges work done for the recipe by the kernel; throws what recipe code over its budget throws. */
    void charge(long steps);

    /** Steps used since {@link #begin}; counting stops. */
    long end();

    /** Whether this was thrown because the budget or the call depth was used up. */
    boolean isOverBudget(Throwable thrown);

    /** Counts nothing and never throws; for tests of the kernel alone. */
    static Meter unlimited() {
        return new Meter() {
            @Override
            public void begin(long steps) {}

            @Override
            public void charge(long steps) {}

            @Override
            public long end() {
                return 0;
            }

            @Override
            public boolean isOverBudget(Throwable thrown) {
                return false;
            }
        };
    }
}
