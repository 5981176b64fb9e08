package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that have to do with several instances of their recipe, and calls that are told to have given up. */
class SiblingsTest {
    /** Accounts between which money is moved; whoever waits at one is sent on by what comes in. */
    @RecipeType(name = "account")
    public static final class AccountRecipe implements Recipe {
        public record Move(String to, long amount, boolean fails) {}

        public record Await(String note) {}

        public record ParkAt(String other) {}

        public record Balance(long amount) {}

        public record Others(List<String> accounts) {}

        public record Waiting(SessionId session) {}

        public record Nothing() {}

        public record Places(List<String> accounts) {}

        static final Cell<Long> AMOUNT = Cell.of("amount", Long.class);
        static final Cell<String> LAST_GIVEN_UP = Cell.of("last", String.class);
        static final Tickets<Await, Balance> WAITING = Tickets.of("waiting", Await.class, Balance.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(AMOUNT, LAST_GIVEN_UP, WAITING);
            recipe.command("move", Move.class, Balance.class, this::move);
            recipe.command(
                    "await", Await.class, Balance.class, (context, request) -> WAITING.park(context, request, 5_000));
            recipe.command(
                    "park-at",
                    ParkAt.class,
                    Balance.class,
                    (context, request) -> WAITING.park(context.sibling(request.other()), new Await(""), 5_000));
            recipe.query("sum", Others.class, Balance.class, AccountRecipe::sum);
            recipe.query("places", Waiting.class, Places.class, AccountRecipe::places);
            recipe.query(
                    "given-up",
                    Nothing.class,
                    Await.class,
                    (context, request) -> new Await(LAST_GIVEN_UP.get(context).orElse("")));
            recipe.onGivenUp(WAITING, AccountRecipe::givenUp);
        }

        private Outcome<Balance> move(ApplyContext context, Move request) {
            ApplyContext to = context.sibling(request.to());
            set(context, balance(context) - request.amount());
            set(to, balance(to) + request.amount());
            WAITING.first(to).ifPresent(ticket -> ticket.complete(to, new Balance(balance(to))));
            if (request.fails()) {
                throw new RecipeException("NO_MONEY", "not today");
            }
            return Outcome.reply(new Balance(balance(context.sibling(context.instance()))));
        }

        private static void set(ApplyContext context, long amount) {
            if (amount == 0) {
                AMOUNT.clear(context);
            } else {
                AMOUNT.set(context, amount);
            }
        }

        private static long balance(QueryContext context) {
            return AMOUNT.get(context).orElse(0L);
        }

        private static Balance sum(QueryContext context, Others request) {
            long sum = balance(context);
            for (String other : request.accounts()) {
                sum += balance(context.sibling(other));
            }
            return new Balance(sum);
        }

        private static Places places(QueryContext context, Waiting request) {
            return new Places(WAITING.of(context, request.session(), 10).stream()
                    .map(at -> at.instance() + "/" + at.ticket().note().note())
                    .toList());
        }

        private static void givenUp(ApplyContext context, Ticket<Await, Balance> ticket) {
            boolean gone = WAITING.find(context, ticket.id()).isEmpty();
            LAST_GIVEN_UP.set(context.sibling("log"), ticket.note().note() + (gone ? " is gone" : " is there"));
        }
    }

    private final RecipeWorld world = RecipeWorld.of(new AccountRecipe());
    private final TestClient a = world.client("a");
    private final TestClient b = world.client("b");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void changesTwoInstancesInOneStep() {
        assertEquals(-5, move("x", "y", 5, false).reply().amount());
        assertEquals(List.of("x", "y"), world.instances());
        assertEquals(0, sum("x", "y"));
        assertEquals(5, sum("y"));
        move("y", "x", 5, false).reply();
        assertEquals(List.of(), world.instances());
    }

    @Test
    void dropsBothWhenTheCommandFails() {
        assertEquals("NO_MONEY", move("x", "y", 5, true).code());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void answersACallThatWaitsInAnother() {
        Reply<AccountRecipe.Balance> waiting = await(b, "y", "");
        move("x", "y", 7, false).reply();
        assertEquals(7, waiting.reply().amount());
        move("y", "x", 7, false).reply();
        assertEquals(List.of(), world.instances());
    }

    @Test
    void movingToItselfIsOneInstance() {
        assertEquals(0, move("x", "x", 5, false).reply().amount());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void parksOnlyWhereItIsAddressed() {
        Reply<AccountRecipe.Balance> refused =
                a.call("x", "park-at", new AccountRecipe.ParkAt("y"), AccountRecipe.Balance.class);
        assertEquals("CONFLICT", refused.code());
        assertTrue(a.call("x", "park-at", new AccountRecipe.ParkAt("x"), AccountRecipe.Balance.class)
                .isWaiting());
    }

    @Test
    void refusesNamesThatNoInstanceCanHave() {
        assertEquals("INVALID_REQUEST", move("x", "", 5, false).code());
        assertEquals("INVALID_REQUEST", move("x", "a".repeat(401), 5, false).code());
    }

    @Test
    void tellsWhereASessionWaits() {
        await(a, "x", "first");
        await(b, "x", "other");
        await(a, "y", "second").cancel();
        await(a, "z", "third");
        AccountRecipe.Places places =
                world.query("nobody's", "places", new AccountRecipe.Waiting(a.session()), AccountRecipe.Places.class);
        assertEquals(List.of("x/first", "z/third"), places.accounts());
    }

    @Test
    void tellsThatACallWasCancelledOrTimedOut() {
        await(a, "x", "first").cancel();
        assertEquals("first is gone", lastGivenUp());
        Reply<AccountRecipe.Balance> late = await(a, "x", "second");
        world.advance(Duration.ofSeconds(6));
        assertEquals("WAIT_TIMED_OUT", late.code());
        assertEquals("second is gone", lastGivenUp());
        await(a, "x", "third");
        a.closeSession();
        assertEquals("second is gone", lastGivenUp());
    }

    private String lastGivenUp() {
        return world.query("log", "given-up", new AccountRecipe.Nothing(), AccountRecipe.Await.class)
                .note();
    }

    private Reply<AccountRecipe.Balance> move(String from, String to, long amount, boolean fails) {
        return a.call(from, "move", new AccountRecipe.Move(to, amount, fails), AccountRecipe.Balance.class);
    }

    private static Reply<AccountRecipe.Balance> await(TestClient client, String account, String note) {
        return client.call(account, "await", new AccountRecipe.Await(note), AccountRecipe.Balance.class);
    }

    private long sum(String account, String... others) {
        return world.query(account, "sum", new AccountRecipe.Others(List.of(others)), AccountRecipe.Balance.class)
                .amount();
    }
}
