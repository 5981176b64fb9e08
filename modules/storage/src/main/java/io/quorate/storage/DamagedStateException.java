package io.quorate.storage;

/** What the store holds is not what was written to it: it must not be served, and another node's state can take its place. */
public final class DamagedStateException extends StoreException {
    private static final long serialVersionUID = 1L;

    public DamagedStateException(String message) {
        super(message);
    }

    public DamagedStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
