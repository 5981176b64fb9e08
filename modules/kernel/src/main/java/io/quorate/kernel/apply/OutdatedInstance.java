package io.quorate.kernel.apply;

import io.quorate.kernel.Address;

/**
 * A handler came upon an instance with rows of another state version. An activation migrates all of them, so that this happens only
 * where a version is tried that is not active.
 */
final class OutdatedInstance extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Address address;

    OutdatedInstance(Address address) {
        super("'" + address.instance() + "' has rows of another state version", null, false, false);
        this.address = address;
    }

    Address address() {
        return address;
    }
}
