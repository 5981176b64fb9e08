package io.quorate.storage;

/** The store cannot read or write; the message names the file and what to do. */
public sealed class StoreException extends RuntimeException permits DamagedStateException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
