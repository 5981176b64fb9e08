package io.quorate.protocol;

import io.quorate.codec.CodecException;

/** Consistency of a query on the wire. */
public enum ReadLevel {
    LINEARIZABLE(0),
    SESSION(1),
    STALE(2);

    private final int number;

    ReadLevel(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ReadLevel of(int number) {
        for (ReadLevel level : values()) {
            if (level.number == number) {
                return level;
            }
        }
        throw new CodecException("read level " + number + " is unknown");
    }
}
