package io.quorate.itests.faults;

import io.quorate.recipe.client.CallOutcome;

/** What a client of locks has seen, as a line. Times are those of {@link System#nanoTime}, which processes share on Linux. */
sealed interface LockNote {
    String line();

    /**
     * It was given the lock.
     *
     * @param id of the call; no other call of any process has it
     * @param waitMillis for which it was ready to wait
     */
    record Granted(long id, String lock, long waitMillis, long fromNanos, long toNanos, long token)
            implements LockNote {
        @Override
        public String line() {
            return "granted " + id + " " + lock + " " + waitMillis + " " + fromNanos + " " + toNanos + " " + token;
        }
    }

    /** It was not, or does not know. */
    record Refused(
            long id, String lock, long waitMillis, long fromNanos, long toNanos, String code, CallOutcome outcome)
            implements LockNote {
        @Override
        public String line() {
            return "refused " + id + " " + lock + " " + waitMillis + " " + fromNanos + " " + toNanos + " " + code + " "
                    + outcome;
        }
    }

    /**
     * It has given the lock back, or tried to.
     *
     * @param id of the call that had got it
     * @param validNanos last moment at which the hold was valid for certain
     * @param confirmed the hold was valid to the end, and the servers have said that it is over
     */
    record GivenBack(long id, long validNanos, long fromNanos, long toNanos, boolean confirmed) implements LockNote {
        @Override
        public String line() {
            return "given-back " + id + " " + validNanos + " " + fromNanos + " " + toNanos + " " + confirmed;
        }
    }

    /**
     * What its lock guards was written.
     *
     * @param taken no larger token had been there
     * @param valid the hold was valid after that
     */
    record Written(long id, boolean taken, boolean valid) implements LockNote {
        @Override
        public String line() {
            return "written " + id + " " + taken + " " + valid;
        }
    }

    /**
     * Threads of a process, now and then.
     *
     * @param io of its clients
     * @param callbacks of its clients
     * @param others all others
     */
    record Threads(int io, int callbacks, int others) implements LockNote {
        @Override
        public String line() {
            return "threads " + io + " " + callbacks + " " + others;
        }
    }

    static LockNote parse(String line) {
        String[] parts = line.split(" ", -1);
        return switch (parts[0]) {
            case "granted" ->
                new Granted(
                        number(parts[1]),
                        parts[2],
                        number(parts[3]),
                        number(parts[4]),
                        number(parts[5]),
                        number(parts[6]));
            case "refused" ->
                new Refused(
                        number(parts[1]),
                        parts[2],
                        number(parts[3]),
                        number(parts[4]),
                        number(parts[5]),
                        parts[6],
                        CallOutcome.valueOf(parts[7]));
            case "given-back" ->
                new GivenBack(number(parts[1]), number(parts[2]), number(parts[3]), number(parts[4]), truth(parts[5]));
            case "written" -> new Written(number(parts[1]), truth(parts[2]), truth(parts[3]));
            case "threads" ->
                new Threads(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
            default -> throw new IllegalArgumentException("no note of a lock's client: " + line);
        };
    }

    private static long number(String text) {
        return Long.parseLong(text);
    }

    private static boolean truth(String text) {
        return Boolean.parseBoolean(text);
    }
}
