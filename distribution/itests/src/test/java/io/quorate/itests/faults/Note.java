package io.quorate.itests.faults;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.client.CallOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a client of recipes has seen, as a line. Times are those of {@link System#nanoTime}, which processes share on Linux.
 */
sealed interface Note {
    String line();

    /**
     * A call and its answer.
     *
     * @param id no other call of any process has it
     * @param waitMillis for which it was ready to wait
     */
    record Call(
            String recipe,
            long id,
            String instance,
            Record request,
            boolean reads,
            long waitMillis,
            long fromNanos,
            long toNanos,
            Answer answer)
            implements Note {
        /** Its reply; empty when it got none of this type. */
        <R extends Record> Optional<R> reply(Class<R> type) {
            return answer instanceof Told told && type.isInstance(told.reply())
                    ? Optional.of(type.cast(told.reply()))
                    : Optional.empty();
        }

        @Override
        public String line() {
            String answered = answer instanceof Failed failed
                    ? "failed " + failed.code() + " " + failed.outcome() + " "
                            + text(failed.message().getBytes(StandardCharsets.UTF_8))
                    : "told " + ((Told) answer).revision() + " " + text(((Told) answer).reply());
            return "call " + recipe + " " + id + " " + instance + " " + text(request) + " " + reads + " " + waitMillis
                    + " " + fromNanos + " " + toNanos + " " + answered;
        }
    }

    /** How a call ended. */
    sealed interface Answer {}

    /**
     * With a reply.
     *
     * @param revision at which it happened, or another number that grows in the same order in its instance
     */
    record Told(Record reply, long revision) implements Answer {}

    record Failed(String code, CallOutcome outcome, String message) implements Answer {}

    /**
     * What a call got may be its client's no longer from then on, though nobody said so.
     *
     * @param id of the call
     */
    record Over(String recipe, long id, long nanos) implements Note {
        @Override
        public String line() {
            return "over " + recipe + " " + id + " " + nanos;
        }
    }

    /**
     * Something that only its recipe's work understands.
     *
     * @param id of the call that it is about
     */
    record Remark(String recipe, long id, String what) implements Note {
        @Override
        public String line() {
            return "remark " + recipe + " " + id + " " + what;
        }
    }

    /**
     * Threads of a process, now and then.
     *
     * @param io of its clients
     * @param callbacks of its clients
     * @param others all others
     */
    record Threads(int io, int callbacks, int others) implements Note {
        @Override
        public String line() {
            return "threads " + io + " " + callbacks + " " + others;
        }
    }

    static Note parse(String line) {
        String[] parts = line.split(" ", -1);
        return switch (parts[0]) {
            case "call" ->
                new Call(
                        parts[1],
                        number(parts[2]),
                        parts[3],
                        record(parts[4]),
                        Boolean.parseBoolean(parts[5]),
                        number(parts[6]),
                        number(parts[7]),
                        number(parts[8]),
                        answer(Arrays.copyOfRange(parts, 9, parts.length)));
            case "over" -> new Over(parts[1], number(parts[2]), number(parts[3]));
            case "remark" -> new Remark(parts[1], number(parts[2]), parts[3]);
            case "threads" ->
                new Threads(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
            default -> throw new IllegalArgumentException("no note of a client: " + line);
        };
    }

    private static Answer answer(String[] parts) {
        return parts[0].equals("told")
                ? new Told(record(parts[2]), number(parts[1]))
                : new Failed(
                        parts[1],
                        CallOutcome.valueOf(parts[2]),
                        new String(Base64.getDecoder().decode(parts[3]), StandardCharsets.UTF_8));
    }

    private static long number(String text) {
        return Long.parseLong(text);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String text(Record message) {
        return message.getClass().getName() + "=" + text(RecordCodec.bytesOf(message));
    }

    private static Record record(String text) {
        int end = text.indexOf('=');
        try {
            Class<? extends Record> type = Class.forName(text.substring(0, end)).asSubclass(Record.class);
            return RecordCodec.of(type).decode(Base64.getDecoder().decode(text.substring(end + 1)));
        } catch (ClassNotFoundException unknown) {
            throw new IllegalArgumentException("no message: " + text, unknown);
        }
    }
}
