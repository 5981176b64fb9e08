package io.quorate.kernel.apply;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ReadAccess;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads one instance's rows and tickets; charges what it touches. */
public final class InstanceReads implements ReadAccess {
    /** Results of a session that are read at once while its waits are looked for. */
    private static final int PAGE = 256;

    private final Rows rows;
    private final String namespace;
    private final long instance;
    private final RecipeModel model;
    private final IntConsumer charge;

    /**
     * @param instance id in the keys; 0 for one that does not exist and so has no rows
     * @param charge gets the bytes that are read
     */
    public InstanceReads(Rows rows, String namespace, long instance, RecipeModel model, IntConsumer charge) {
        this.rows = rows;
        this.namespace = namespace;
        this.instance = instance;
        this.model = model;
        this.charge = charge;
    }

    void requireDeclared(String state) {
        if (!model.states().containsKey(state)) {
            throw new IllegalArgumentException("state '" + state + "' is not declared: add it to recipe.state(...)");
        }
    }

    @Override
    public byte @Nullable [] get(String state, byte[] key) {
        requireDeclared(state);
        byte[] value = rows.get(Keys.row(instance, state, key));
        charge.accept(key.length + (value == null ? 0 : value.length));
        return value;
    }

    @Override
    public List<Row> rows(String state, byte[] from, byte @Nullable [] to, int limit) {
        requireDeclared(state);
        byte[] end =
                to == null ? KeyBytes.successor(Keys.row(instance, state, new byte[0])) : Keys.row(instance, state, to);
        List<Row> found = new ArrayList<>();
        for (Rows.KeyValue row : rows.list(Keys.row(instance, state, from), end, limit)) {
            charge.accept(row.key().length + row.value().length);
            found.add(new Row(Keys.rowKeyOf(row.key(), state), row.value()));
        }
        return found;
    }

    @Override
    public List<TicketRow> tickets(String state, long afterId, int limit) {
        requireDeclared(state);
        byte[] from = Keys.ticket(instance, state, afterId + 1);
        byte[] end = KeyBytes.successor(Keys.tickets(instance, state));
        List<TicketRow> found = new ArrayList<>();
        for (Rows.KeyValue row : rows.list(from, end, limit)) {
            charge.accept(row.value().length);
            found.add(WaitingRow.decode(row.value()).ticket(Keys.ticketOf(row.key())));
        }
        return found;
    }

    @Override
    public List<WaitingAt> waits(SessionId session, int limit) {
        byte[] from = Keys.results(session);
        byte[] end = KeyBytes.successor(from);
        List<WaitingAt> found = new ArrayList<>();
        List<Rows.KeyValue> page = rows.list(from, end, PAGE);
        while (!page.isEmpty() && found.size() < limit) {
            for (Rows.KeyValue row : page) {
                charge.accept(row.value().length);
                waiting(ResultRow.decode(row.value())).ifPresent(found::add);
            }
            from = Keys.result(
                    session, Keys.sequenceOf(page.get(page.size() - 1).key()) + 1);
            page = rows.list(from, end, PAGE);
        }
        return found.size() <= limit ? found : List.copyOf(found.subList(0, limit));
    }

    private Optional<WaitingAt> waiting(ResultRow call) {
        return call.origin()
                .filter(origin ->
                        origin.namespace().equals(namespace) && origin.recipe().equals(model.name()))
                .flatMap(origin -> call.parked().map(at -> new WaitingAt(origin.instance(), at.state(), at.ticket())));
    }
}
