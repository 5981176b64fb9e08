package io.quorate.recipe.kv.api;

import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Changed;

/** What things take in memory, about, in bytes. */
final class Sizes {
    private static final long AROUND = 200;

    private Sizes() {}

    static long bytes(Entry entry) {
        return AROUND + entry.key().length() + bytes(entry.value());
    }

    static long bytes(Changed changed) {
        long bytes = AROUND;
        for (Change change : changed.changes()) {
            bytes += bytes(change);
        }
        return bytes;
    }

    static long bytes(Change change) {
        return change.entry().map(Sizes::bytes).orElse(AROUND + change.key().length());
    }

    private static long bytes(Value value) {
        if (value instanceof Value.Text text) {
            return text.text().length();
        } else if (value instanceof Value.Json json) {
            return json.json().length();
        }
        return value instanceof Value.Bytes bytes ? bytes.bytes().length : Long.BYTES;
    }
}
