package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;

/** Makes values, and tells what they hold; {@code instanceof Value.Text text} does so for who does not know which type it is. */
public final class Values {
    private Values() {}

    public static Value text(String text) {
        return new Value.Text(text);
    }

    public static Value number(long number) {
        return new Value.Int64(number);
    }

    /** The bytes must not be changed any more. */
    public static Value bytes(byte[] bytes) {
        return new Value.Bytes(bytes);
    }

    /** Servers refuse what is no JSON. */
    public static Value json(String json) {
        return new Value.Json(json);
    }

    /**
     * The text that it is.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it is no text
     */
    public static String textOf(Value value) {
        if (value instanceof Value.Text text) {
            return text.text();
        }
        throw wrongType(value, "text");
    }

    /**
     * The number that it is.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it is no number
     */
    public static long numberOf(Value value) {
        if (value instanceof Value.Int64 number) {
            return number.number();
        }
        throw wrongType(value, "a number of 64 bits");
    }

    /**
     * Bytes that must not be changed.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it is something else
     */
    public static byte[] bytesOf(Value value) {
        if (value instanceof Value.Bytes bytes) {
            return bytes.bytes();
        }
        throw wrongType(value, "bytes");
    }

    /**
     * The JSON that it is, as text.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it is no JSON
     */
    public static String jsonOf(Value value) {
        if (value instanceof Value.Json json) {
            return json.json();
        }
        throw wrongType(value, "JSON");
    }

    private static QuorateException wrongType(Value value, String wanted) {
        return QuorateException.of(
                KvContract.WRONG_TYPE,
                CallOutcome.NOT_APPLIED,
                "the value is " + value.kind() + ", and was read as " + wanted);
    }
}
