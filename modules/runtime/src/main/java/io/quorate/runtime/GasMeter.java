package io.quorate.runtime;

import io.quorate.kernel.Meter;
import io.quorate.runtime.gas.Gas;
import io.quorate.runtime.gas.OutOfGasError;

/** The kernel's view of {@link Gas}: whichever thread calls is the one that is counted. */
final class GasMeter implements Meter {
    /** Causes looked through for the exhausted budget; a codec may have wrapped it once or twice. */
    private static final int MAX_CAUSES = 16;

    @Override
    public void begin(long steps) {
        Gas.current().begin(steps);
    }

    @Override
    public void charge(long steps) {
        Gas.current().charge(steps);
    }

    @Override
    public long end() {
        return Gas.current().end();
    }

    @Override
    public boolean isOverBudget(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof OutOfGasError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
