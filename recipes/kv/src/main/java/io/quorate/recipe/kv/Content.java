package io.quorate.recipe.kv;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.Value;
import java.nio.charset.StandardCharsets;

/**
 * A value that may be kept.
 *
 * @param bytes what it takes
 */
record Content(Value value, int bytes) {
    /** Refuses what is too large, or no JSON where it says that it is. */
    static Content of(Value value) {
        if (value instanceof Value.Json json) {
            Json.parse(json.json());
        }
        return sized(value);
    }

    /** What was parsed need not be parsed again. */
    static Content of(Json json) {
        String text = json.text();
        JsonReader.requireShort(text);
        return sized(new Value.Json(text));
    }

    private static Content sized(Value value) {
        int bytes = bytes(value);
        if (bytes > KvContract.MAX_VALUE_BYTES) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "the value has " + bytes + " bytes, it may have " + KvContract.MAX_VALUE_BYTES);
        }
        return new Content(value, bytes);
    }

    /** What a value takes. */
    static int bytes(Value value) {
        if (value instanceof Value.Text text) {
            return text.text().getBytes(StandardCharsets.UTF_8).length;
        } else if (value instanceof Value.Json json) {
            return json.json().getBytes(StandardCharsets.UTF_8).length;
        } else if (value instanceof Value.Bytes bytes) {
            return bytes.bytes().length;
        }
        return Long.BYTES;
    }
}
