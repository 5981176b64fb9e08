package io.quorate.kernel.apply;

/**
 * This node cannot apply an entry, though others may: it must stop applying and keep the place. Never a result of the
 * entry itself.
 */
public final class NodeFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NodeFault(String message, Throwable cause) {
        super(message, cause);
    }

    public NodeFault(String message) {
        super(message);
    }
}
