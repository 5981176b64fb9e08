package io.quorate.recipe.queue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.queue.DeadLetters.DeadLetter;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Describe;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ItemPage;
import io.quorate.recipe.queue.api.QueueContract.Items;
import io.quorate.recipe.queue.api.QueueContract.ListedItem;
import io.quorate.recipe.queue.api.QueueContract.Peek;
import io.quorate.recipe.queue.api.QueueContract.Peeked;
import io.quorate.recipe.queue.api.QueueDescription;
import io.quorate.recipe.queue.api.QueueDescription.Taker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What others see of a queue. */
final class Sight {
    private static final char IN_PLACE = ':';

    private Sight() {}

    static QueueDescription describe(QueryContext context, Describe request) {
        Totals totals = Totals.of(context);
        long ready = Shelf.READY.count(context);
        long delayed = Shelf.DELAYED.count(context);
        long leased = Shelf.LEASED.count(context);
        Optional<Table.Row<Long, Item>> oldest = Shelf.ITEMS.first(context);
        List<Taker> taking = new ArrayList<>();
        List<Ticket<Leases.Wanted, Granted>> tickets = Leases.TAKING.after(context, 0, QueueDescription.MAX_LISTED + 1);
        for (int i = 0; i < Math.min(tickets.size(), QueueDescription.MAX_LISTED); i++) {
            Ticket<Leases.Wanted, Granted> ticket = tickets.get(i);
            taking.add(
                    new Taker(ticket.session(), ticket.note().max(), context.logTimeMillis() - ticket.sinceMillis()));
        }
        return new QueueDescription(
                totals.items(),
                totals.bytes(),
                ready,
                delayed,
                leased,
                totals.items() - ready - delayed - leased,
                DeadLetters.LINE.count(context),
                Memory.FORGET.count(context),
                oldest.isPresent()
                        ? context.logTimeMillis() - oldest.get().value().offeredAt()
                        : 0,
                totals.offers(),
                taking,
                tickets.size() > QueueDescription.MAX_LISTED,
                Settings.of(context));
    }

    static Peeked peek(QueryContext context, Peek request) {
        Optional<Table.Row<Place, Boolean>> first = Shelf.READY.seen(context);
        return new Peeked(
                first.isEmpty()
                        ? Optional.empty()
                        : Optional.of(item(context, first.get().key().id(), true)));
    }

    static ItemPage items(QueryContext context, Items request) {
        Page page = new Page(context, request);
        if (request.state().isEmpty() || request.state().get() == ItemState.BEHIND) {
            page.byId();
        } else if (request.state().get() == ItemState.DEAD) {
            page.of(DeadLetters.LINE);
        } else if (request.state().get() == ItemState.READY) {
            page.of(Shelf.READY);
        } else if (request.state().get() == ItemState.DELAYED) {
            page.of(Shelf.DELAYED);
        } else {
            page.of(Shelf.LEASED);
        }
        return page.done();
    }

    /** A page that is being filled. */
    private static final class Page {
        private final QueryContext context;
        private final Items request;
        private final List<ListedItem> items = new ArrayList<>();
        private Optional<String> next = Optional.empty();
        private int bytes;

        Page(QueryContext context, Items request) {
            this.context = context;
            this.request = request;
        }

        <V> void of(Line<V> line) {
            List<Table.Row<Place, V>> rows = line.page(context, after(), request.limit());
            for (int i = 0; i < rows.size() && !isFull(); i++) {
                Place place = rows.get(i).key();
                add(listed(place.id()), i + 1 == rows.size() && i + 1 < request.limit(), place);
            }
        }

        void byId() {
            Optional<Long> after = after().map(place -> place.id());
            List<Table.Row<Long, Item>> rows = Shelf.ITEMS.page(context, after, request.limit());
            for (int i = 0; i < rows.size() && !isFull(); i++) {
                boolean wanted =
                        request.state().isEmpty() || rows.get(i).value().state() == ItemState.BEHIND;
                long id = rows.get(i).key();
                boolean last = i + 1 == rows.size() && i + 1 < request.limit();
                add(
                        wanted ? Optional.of(item(context, id, request.payloads())) : Optional.empty(),
                        last,
                        new Place(0, id));
            }
        }

        private Optional<ListedItem> listed(long id) {
            boolean dead = request.state().isPresent() && request.state().get() == ItemState.DEAD;
            return Optional.of(dead ? letter(context, id, request.payloads()) : item(context, id, request.payloads()));
        }

        private boolean isFull() {
            return bytes >= QueueContract.MAX_PAGE_BYTES;
        }

        private void add(Optional<ListedItem> item, boolean last, Place place) {
            if (item.isPresent()) {
                items.add(item.get());
                bytes += request.payloads() ? item.get().bytes() : 0;
            }
            next = last ? Optional.empty() : Optional.of("" + place.at() + IN_PLACE + place.id());
        }

        private Optional<Place> after() {
            String text = request.after();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            int colon = text.indexOf(IN_PLACE);
            try {
                return Optional.of(new Place(
                        Long.parseLong(text.substring(0, Math.max(0, colon))),
                        Long.parseLong(text.substring(colon + 1))));
            } catch (NumberFormatException noPlace) {
                throw new RecipeException(
                        ErrorCode.INVALID_REQUEST.name(), "after must be the next of another page, was '" + text + "'");
            }
        }

        ItemPage done() {
            return new ItemPage(items, next);
        }
    }

    private static ListedItem item(QueryContext context, long id, boolean payload) {
        Item item = Shelf.ITEMS.get(context, id).orElseThrow();
        long due = 0;
        if (item.state() == ItemState.DELAYED || item.state() == ItemState.LEASED) {
            due = Math.max(0, item.place(id).at() - context.logTimeMillis());
        }
        return new ListedItem(
                id,
                item.state(),
                item.priority(),
                item.group(),
                item.attempts(),
                item.bytes(),
                context.logTimeMillis() - item.offeredAt(),
                due,
                item.holding().map(by -> by.token()),
                item.holding().map(by -> by.session()),
                Failures.of(context, id),
                payload ? Shelf.PAYLOADS.get(context, id) : Optional.empty());
    }

    private static ListedItem letter(QueryContext context, long id, boolean payload) {
        DeadLetter letter =
                DeadLetters.LINE.find(context, DeadLetters.place(id)).orElseThrow();
        return new ListedItem(
                id,
                ItemState.DEAD,
                letter.priority(),
                letter.group(),
                letter.attempts(),
                letter.bytes(),
                context.logTimeMillis() - letter.offeredAt(),
                0,
                Optional.empty(),
                Optional.empty(),
                Failures.of(context, id),
                payload ? Shelf.PAYLOADS.get(context, id) : Optional.empty());
    }
}
