package io.quorate.server;

/**
 * The steps of this process's disks, numbered and named, and its end before or after one of them. The bound in front of step n of those
 * that count is 2n - 1, the one behind it 2n. Thread-safe; steps of several threads may overlap.
 */
final class Steps {
    /** What a process ends with that ends here. */
    private static final int ENDED = 137;

    /** Something that is done to a disk. */
    @FunctionalInterface
    interface Step<E extends Exception> {
        void take() throws E;
    }

    private int number;

    /** Where the process ends; none is reached when it is 0. */
    private int last;

    private boolean printed;

    /** Of the steps that count; empty when all do. */
    private String kind = "";

    /** Counts anew, prints each step, and ends the process at a bound of those of a {@linkplain StepKind kind}, or at none when it is 0. */
    synchronized void print(int bound, String ofKind) {
        printed = true;
        kind = ofKind;
        number = 0;
        last = bound;
    }

    /** Ends the process at the bound that is so many away. */
    synchronized void endIn(int bounds) {
        last = 2 * number + bounds;
    }

    <E extends Exception> void take(String name, Step<E> step) throws E {
        int taken = begun(name);
        step.take();
        ended(taken, name);
    }

    private synchronized int begun(String name) {
        if (printed) {
            System.out.println("step: " + name);
        }
        if (!kind.isEmpty() && !kind.equals(StepKind.of(name))) {
            return -1;
        }
        number++;
        if (2 * number - 1 == last) {
            end("before", number, name);
        }
        return number;
    }

    private synchronized void ended(int taken, String name) {
        if (2 * taken == last) {
            end("after", taken, name);
        }
    }

    private static void end(String side, int step, String name) {
        System.out.println("ended " + side + " step " + step + " of its kind (" + name + ")");
        Runtime.getRuntime().halt(ENDED);
    }
}
