package io.quorate.log;

import org.jspecify.annotations.Nullable;

/** A log cannot be opened or can go no further; it is not to be retried in this process. */
public final class LogFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LogFault fault;

    public LogFaultException(LogFault fault, @Nullable Throwable cause) {
        super(fault.what(), cause);
        this.fault = fault;
    }

    public LogFault fault() {
        return fault;
    }
}
