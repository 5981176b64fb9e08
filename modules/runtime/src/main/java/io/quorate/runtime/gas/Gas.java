package io.quorate.runtime.gas;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps that one thread may still take in recipe code. Woven code fetches its thread's counter once per method and
 * charges it at method entry for the method's code, before every backward jump for the code it goes back over, at every
 * exception handler, and for what it allocates or hands to the JDK. So the count follows from the code and its input alone, whether it is interpreted or compiled.
 */
public final class Gas {
    /** Deepest chain of recipe calls while a budget is set; reached long before the thread's stack ends. */
    public static final int MAX_DEPTH = 256;

    /** Deepest nesting of collections that are compared or searched for: the JDK compares them by recursion. */
    public static final int MAX_NESTING = 16;

    /** What an exception costs with an empty stack trace; the JVM takes some microseconds for one. */
    private static final int EXCEPTION_STEPS = 16;

    /** Frames of an exception's stack trace that are charged as one step: 2 to this power. */
    private static final int FRAMES_PER_STEP_SHIFT = 2;

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

    /** Entry of a method with this much code; returns the depth to restore when it ends. */
    public int enter(int steps) {
        charge(steps);
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

    /** A backward jump over this much code. */
    public void tick(int steps) {
        charge(steps);
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

    /** Something that JDK code compares or sorts in, as deep as equality goes into it. */
    public void compare(@Nullable Object value) {
        if (budget != UNLIMITED) {
            weigh(value, 0);
        }
    }

    /** A walk through something that compares each part with the value. */
    public void search(@Nullable Object sized, @Nullable Object value) {
        if (budget != UNLIMITED) {
            long parts = (long) size(sized) >>> ELEMENTS_PER_STEP_SHIFT;
            charge(parts);
            long each = weigh(value, 0);
            if (each > 0) {
                charge(parts > left / each ? UNLIMITED : parts * each);
            }
        }
    }

    /** An exception, whose stack trace is as long as the stack is deep. */
    public void trace() {
        charge(EXCEPTION_STEPS + (depth >>> FRAMES_PER_STEP_SHIFT));
    }

    /**
     * First instruction of every exception handler. What the budget or the virtual machine throws is not the recipe's to
     * handle: at which step memory or stack ends differs between nodes.
     *
     * @param steps for the code that runs again when the handler stands before what it guards
     */
    public void caught(Throwable thrown, int before, int steps) {
        if (thrown instanceof OutOfGasError || thrown instanceof VirtualMachineError) {
            throw (Error) thrown;
        }
        depth = budget == UNLIMITED ? 0 : before + 1;
        charge(steps + EXCEPTION_STEPS + (before >>> FRAMES_PER_STEP_SHIFT));
    }

    /** Charges what equality may look at, while it looks itself; returns how much that was. */
    private long weigh(@Nullable Object value, int nesting) {
        if (value instanceof CharSequence text) {
            long steps = (long) text.length() >>> ELEMENTS_PER_STEP_SHIFT;
            charge(steps);
            return steps;
        }
        boolean nests = value instanceof Collection
                || value instanceof Map
                || value instanceof Optional
                || value instanceof Map.Entry;
        if (!nests) {
            return 0;
        }
        if (nesting == MAX_NESTING) {
            throw new OutOfGasError("collections are nested more than " + MAX_NESTING + " deep");
        }
        long steps = 1L + (size(value) >>> ELEMENTS_PER_STEP_SHIFT);
        charge(steps);
        if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                steps += weigh(element, nesting + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                steps += weigh(entry.getKey(), nesting + 1) + weigh(entry.getValue(), nesting + 1);
            }
        } else if (value instanceof Map.Entry<?, ?> entry) {
            steps += weigh(entry.getKey(), nesting + 1) + weigh(entry.getValue(), nesting + 1);
        } else if (value instanceof Optional<?> optional && optional.isPresent()) {
            steps += weigh(optional.get(), nesting + 1);
        }
        return steps;
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
