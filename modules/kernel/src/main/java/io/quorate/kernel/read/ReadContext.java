package io.quorate.kernel.read;

import io.quorate.kernel.Address;
import io.quorate.kernel.apply.InstanceReads;
import io.quorate.kernel.apply.RecipeModel;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.ReadAccess;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What a query sees: one instance at the applied revision, and from there its siblings. */
record ReadContext(Frame frame, Address address, ReadAccess access) implements QueryContext {
    /**
     * What all instances have in common that a query sees.
     *
     * @param charge gets the bytes that are read
     */
    record Frame(Rows rows, KernelRow numbers, RecipeModel model, IntConsumer charge) {
        ReadContext at(Address address) {
            long instance = Optional.ofNullable(rows.get(Keys.instance(address)))
                    .map(bytes -> InstanceRow.decode(bytes).id())
                    .orElse(0L);
            return new ReadContext(
                    this, address, new InstanceReads(rows, address.namespace(), instance, model, charge));
        }
    }

    @Override
    public QueryContext sibling(String instance) {
        frame.charge().accept(instance.length());
        return frame.at(new Address(address.namespace(), address.recipe(), instance));
    }

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
        return frame.numbers().revision();
    }

    @Override
    public int epoch() {
        return frame.numbers().epoch();
    }

    @Override
    public long logTimeMillis() {
        return frame.numbers().logTimeMillis();
    }

    @Override
    public long calendarMillis() {
        return frame.numbers().calendarMillis();
    }
}
