package io.quorate.testkit;

import io.quorate.kernel.Meter;

/** Counts what recipes read and write, which the kernel charges; code that was not woven is not counted. */
final class StateMeter implements Meter {
    private long budget;
    private long used;

    private static final class BudgetUsedUp extends Error {
        private static final long serialVersionUID = 1L;

        BudgetUsedUp(long budget) {
            super("the budget of " + budget + " steps is used up", null, false, false);
        }
    }

    @Override
    public void begin(long steps) {
        budget = steps;
        used = 0;
    }

    @Override
    public void charge(long steps) {
        used += steps;
        if (used > budget) {
            throw new BudgetUsedUp(budget);
        }
    }

    @Override
    public long end() {
        budget = Long.MAX_VALUE;
        return used;
    }

    @Override
    public boolean isOverBudget(Throwable thrown) {
        return thrown instanceof BudgetUsedUp;
    }
}
