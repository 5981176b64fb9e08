package io.quorate.runtime.gas;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps that one thread may still take in recipe code. Woven code fetches its thread's counter once per method and
 * charges it at method entry, before every backward jump, at every exception handler, and for what it allocates or hands
 * to the JDK. So the count follows from the code and its input alone, whether it is interpreted or compiled.
 */
public final class Gas {
    /** Deepest chain of recipe calls while a budget is set; reached long before the thread's stack ends. */
    public static final int MAX_DEPTH = 256;

    /** Elements of an array, characters of a text or entries of a collection that are charged as one step: 2 to this power. */
    static final int ELEMENTS_PER_STEP_SHIFT = 3;

    private static final long UNLIMITED = Long.MAX_VALUE;

    private static final ThreadLocal<Gas> OTHER_THREADS = ThreadLocal.withInitial(Gas::new);

    private long budget = UNLIMITED;
    private long left = UNLIMITED;
    private int depth;

    private Gas() {}

    /** A thread that finds its counter faster than others do; correct results need no such thread. */
    public static final class ApplyThread extends Thread {
        /** Room for {@link #MAX_DEPTH} frames of the largest size that is admitted, interpreted, and the JDK's between. */
        private static final long STACK_BYTES = 8L * 1024 * 1024;

        private final Gas gas = new Gas();

        public ApplyThread(Runnable task, String name) {
            super(null, task, name, STACK_BYTES);
        }
    }

    /** The counter of the current thread. */
    public static Gas current() {
        return Thread.currentThread() instanceof ApplyThread apply ? apply.gas : OTHER_THREADS.get();
    }

    /** Sets a budget; until {@link #end} the call depth is limited too. */
    public void begin(long steps) {
        if (steps < 0 || steps == UNLIMITED) {
            throw new IllegalArgumentException("a budget is 0 to 2^63 - 2 steps, was " + steps);
        }
        budget = steps;
        left = steps;
        depth = 0;
    }

    /** Steps used since {@link #begin}, one more than the budget when it was exceeded; nothing is counted any more. */
    public long end() {
        long used = budget - left;
        budget = UNLIMITED;
        left = UNLIMITED;
        depth = 0;
        return used;
    }

    /** Uses several steps at once; without a budget does nothing. */
    public void charge(long steps) {
        if (budget == UNLIMITED) {
            return;
        }
        if (steps > left) {
            left = -1;
            throw new OutOfGasError("the budget of " + budget + " steps is used up");
        }
        left -= steps;
    }

    /** Entry of a method; returns the depth to restore when it ends. */
    public int enter() {
        charge(1);
        int before = depth;
        if (budget != UNLIMITED) {
            if (before >= MAX_DEPTH) {
                throw new OutOfGasError("calls are nested more than " + MAX_DEPTH + " deep");
            }
            depth = before + 1;
        }
        return before;
    }

    /** Normal end of a method. */
    public void leave(int before) {
        depth = before;
    }

    /** A backward jump. */
    public void tick() {
        charge(1);
    }

    /** An array or container of this many elements, before it is allocated; a negative size fails later, by itself. */
    public void allocate(int elements) {
        if (elements > 0) {
            charge(elements >>> ELEMENTS_PER_STEP_SHIFT);
        }
    }

    /** Something that JDK code goes through from end to end, or has made. */
    public void pass(@Nullable Object sized) {
        allocate(size(sized));
    }

    /**
     * First instruction of every exception handler. What the budget or the virtual machine throws is not the recipe's to
     * handle: at which step memory or stack ends differs between nodes.
     */
    public void caught(Throwable thrown, int before) {
        if (thrown instanceof OutOfGasError || thrown instanceof VirtualMachineError) {
            throw (Error) thrown;
        }
        depth = budget == UNLIMITED ? 0 : before + 1;
        charge(1);
    }

    private static int size(@Nullable Object sized) {
        if (sized instanceof CharSequence text) {
            return text.length();
        }
        if (sized instanceof Collection<?> collection) {
            return collection.size();
        }
        if (sized instanceof Map<?, ?> map) {
            return map.size();
        }
        return sized != null && sized.getClass().isArray() ? Array.getLength(sized) : 0;
    }
}
