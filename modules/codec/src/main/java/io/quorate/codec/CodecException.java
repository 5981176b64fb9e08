package io.quorate.codec;

/**
 * Bytes that cannot be read as the expected type, or a value that cannot be written. The message names the place, what
 * was found there and what is allowed.
 */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_QUOTED_CHARACTERS = 64;

    private final String path;
    private final String reason;

    /** A failure whose place is not known yet. */
    public CodecException(String reason) {
        super(reason);
        this.path = "";
        this.reason = reason;
    }

    CodecException(String reason, Throwable cause) {
        super(reason, cause);
        this.path = "";
        this.reason = reason;
    }

    private CodecException(String path, CodecException inner) {
        super(path + ": " + inner.reason, inner.getCause());
        this.path = path;
        this.reason = inner.reason;
        setStackTrace(inner.getStackTrace());
    }

    /** The field path of the failure, as in {@code Order.lines[3].price}; empty when it lies in no field. */
    public String path() {
        return path;
    }

    /** The same failure seen from one level further out; {@code step} is a name or {@code [index]}. */
    CodecException inside(String step) {
        if (path.isEmpty()) {
            return new CodecException(step, this);
        }
        return new CodecException(path.startsWith("[") ? step + path : step + "." + path, this);
    }

    /** Text from the input, cut so that a message stays short whatever was sent. */
    static String shortened(String text) {
        return text.length() <= MAX_QUOTED_CHARACTERS ? text : text.substring(0, MAX_QUOTED_CHARACTERS) + "...";
    }
}
