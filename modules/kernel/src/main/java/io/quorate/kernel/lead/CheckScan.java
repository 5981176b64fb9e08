package io.quorate.kernel.lead;

import io.quorate.kernel.Loop;
import io.quorate.kernel.Problem;
import io.quorate.kernel.read.RangeScan;
import io.quorate.kernel.state.Check;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What one node does for one round of a check: adds up its ranges in the background, some rows at a time. */
final class CheckScan {
    /** Rows between two looks at what else there is to do in the background. */
    private static final int ROWS_AT_ONCE = 4_096;

    private final long check;
    private final int round;
    private final RangeScan scan;
    private Optional<Check.Report> report = Optional.empty();

    /** Nobody wants it any more. */
    private volatile boolean over;

    CheckScan(long check, int round, RangeScan scan) {
        this.check = check;
        this.round = round;
        this.scan = scan;
    }

    /**
     * Begins.
     *
     * @param done called on the loop, once there is a report
     * @param damaged called on the loop behind it, when damage was met
     */
    void begin(Loop loop, Executor background, Runnable done, Consumer<DamagedStateException> damaged) {
        background.execute(() -> advance(loop, background, done, damaged));
    }

    private void advance(Loop loop, Executor background, Runnable done, Consumer<DamagedStateException> damaged) {
        boolean more = false;
        try {
            more = !over && scan.advance(ROWS_AT_ONCE);
            if (!more && !over) {
                Check.Report found = scan.report();
                loop.execute(() -> end(found, done));
            }
        } catch (DamagedStateException damage) {
            loop.execute(() -> {
                end(refusal("its state is damaged: " + damage.getMessage()), done);
                damaged.accept(damage);
            });
        } catch (StoreException failure) {
            loop.execute(() -> end(refusal("it cannot read its state: " + failure.getMessage()), done));
        } catch (IllegalStateException closed) {
            // The node stops, and its store has gone first.
            if (!over) {
                throw closed;
            }
        } finally {
            if (!more) {
                scan.close();
            }
        }
        if (more) {
            background.execute(() -> advance(loop, background, done, damaged));
        }
    }

    private void end(Check.Report found, Runnable done) {
        report = Optional.of(found);
        done.run();
    }

    static Check.Report refusal(String why) {
        return new Check.Report(0, List.of(), Problem.storable(why));
    }

    /** The state is another one from now on, or is to be closed. */
    void drop() {
        over = true;
    }

    boolean isOf(Check running) {
        return running.isAt(check, round);
    }

    /** Once there is one. */
    Optional<Check.Report> report() {
        return report;
    }

    /** Whether all rows were seen, so that there are samples. */
    boolean isWhole() {
        return report.filter(found -> found.refusal().isEmpty()).isPresent();
    }

    /** See {@link RangeScan#samples}. */
    List<byte[]> samples(int range) {
        return scan.samples(range);
    }
}
