package io.quorate.kernel.read;

import io.quorate.kernel.Address;
import io.quorate.kernel.state.KernelRow;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.ReadAccess;

/** What a query sees: one instance at the applied revision. */
record ReadContext(Address address, KernelRow numbers, ReadAccess access) implements QueryContext {
    @Override
    public String namespace() {
        return address.namespace();
    }

    @Override
    public String instance() {
        return address.instance();
    }

    @Override
    public long revision() {
        return numbers.revision();
    }

    @Override
    public long logTimeMillis() {
        return numbers.logTimeMillis();
    }

    @Override
    public long calendarMillis() {
        return numbers.calendarMillis();
    }
}
