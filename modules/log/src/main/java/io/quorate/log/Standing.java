package io.quorate.log;

import java.util.Arrays;
import java.util.Optional;

/** What a node holds of the data with which another one has come. */
public enum Standing {
    /** They are those with which it came first. */
    FIRST(0),
    /** The members have agreed on them, so that there is a group. */
    AGREED(1),
    /** It came with others before: what it promised then is lost. */
    DOUBTED(2);

    private final int number;

    Standing(int number) {
        this.number = number;
    }

    /** On the wire. */
    public int number() {
        return number;
    }

    /** Empty for a number that this release does not know. */
    public static Optional<Standing> of(int number) {
        return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
    }
}
