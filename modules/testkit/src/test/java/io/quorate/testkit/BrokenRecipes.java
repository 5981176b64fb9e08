package io.quorate.testkit;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import java.util.List;
import java.util.Optional;

/** Recipes that each break one rule of the kit, and no other. */
final class BrokenRecipes {
    record Count() {}

    record Counted(long value) {}

    private BrokenRecipes() {}

    /** Counts outside of the replicated state, for all nodes at once. */
    @RecipeType(name = "counter")
    static final class KeepsAStaticCounter implements Recipe {
        private static final Cell<Long> VALUE = Cell.of("value", Long.class);
        private static long counted;

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                counted++;
                VALUE.set(context, counted);
                return Outcome.reply(new Counted(counted));
            });
        }
    }

    /** Answers with what differs from object to object. */
    @RecipeType(name = "counter")
    static final class AnswersWithAnIdentityHash implements Recipe {
        private static final Cell<Long> VALUE = Cell.of("value", Long.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                VALUE.set(context, 1L);
                return Outcome.reply(new Counted(System.identityHashCode(request)));
            });
        }
    }

    /** Counts in a field: right on every node that applies everything, and lost with the process. */
    @RecipeType(name = "counter")
    static final class KeepsAFieldCounter implements Recipe {
        private static final Cell<Long> VALUE = Cell.of("value", Long.class);
        private long counted;

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                counted++;
                VALUE.set(context, counted);
                return Outcome.reply(new Counted(counted));
            });
        }
    }

    /** Reads its answer when it is sent, and so another one when it is sent again. */
    @RecipeType(name = "counter")
    static final class AnswersAnew implements Recipe {
        private static final Cell<Long> VALUE = Cell.of("value", Long.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                VALUE.set(context, VALUE.get(context).orElse(0L) + 1);
                return Outcome.readBy("value", new Count());
            });
            recipe.query(
                    "value",
                    Count.class,
                    Counted.class,
                    (context, request) -> new Counted(VALUE.get(context).orElse(0L)));
        }
    }

    record Take() {}

    record Taken(FencingToken token) {}

    record Drop() {}

    record Dropped() {}

    record Describe() {}

    record Holders(List<SessionId> sessions) {}

    record Holder(SessionId session) {}

    private static final Cell<Holder> HOLDER = Cell.of("holder", Holder.class);

    private static Holders describe(QueryContext context, Describe request) {
        return new Holders(HOLDER.get(context).stream().map(Holder::session).toList());
    }

    private static Outcome<Dropped> drop(ApplyContext context, Drop request) {
        HOLDER.clear(context);
        return Outcome.reply(new Dropped());
    }

    /** Whoever takes it has it, even when it is long gone. */
    @RecipeType(name = "holder")
    static final class HoldsForEver implements Recipe {
        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(HOLDER);
            recipe.command("take", Take.class, Taken.class, (context, request) -> {
                HOLDER.set(context, new Holder(context.session()));
                return Outcome.reply(new Taken(context.token()));
            });
            recipe.command("drop", Drop.class, Dropped.class, BrokenRecipes::drop);
            recipe.query("describe", Describe.class, Holders.class, BrokenRecipes::describe);
        }
    }

    /** Numbers its grants itself, and forgets the number with the instance. */
    @RecipeType(name = "holder")
    static final class CountsTokensFromOne implements Recipe {
        private static final Cell<Long> GRANTS = Cell.of("grants", Long.class);

        record Release(FencingToken token) {}

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(HOLDER, GRANTS);
            recipe.command("take", Take.class, Taken.class, (context, request) -> {
                        long grant = GRANTS.get(context).orElse(0L) + 1;
                        GRANTS.set(context, grant);
                        HOLDER.set(context, new Holder(context.session()));
                        context.bind(context.session());
                        return Outcome.reply(new Taken(new FencingToken(grant)));
                    })
                    .grants("release");
            recipe.command("release", Release.class, Dropped.class, (context, request) -> clear(context));
            recipe.command("drop", Drop.class, Dropped.class, (context, request) -> clear(context));
            recipe.query("describe", Describe.class, Holders.class, BrokenRecipes::describe);
            recipe.onSessionEnd((context, session) -> HOLDER.get(context)
                    .filter(holder -> holder.session().equals(session))
                    .ifPresent(holder -> clear(context)));
        }

        private static Outcome<Dropped> clear(ApplyContext context) {
            GRANTS.clear(context);
            return drop(context, new Drop());
        }
    }

    record Told(long number) {}

    /** Tells two things in an order that differs from node to node. */
    @RecipeType(name = "counter")
    static final class TellsInAnyOrder implements Recipe {
        private static final Cell<Long> VALUE = Cell.of("value", Long.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE).event(Told.class);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                VALUE.set(context, 1L);
                boolean first = System.identityHashCode(request) % 2 == 0;
                context.emit(new Told(first ? 1 : 2));
                context.emit(new Told(first ? 2 : 1));
                return Outcome.reply(new Counted(1));
            });
        }
    }

    /** Remembers every call. */
    @RecipeType(name = "counter")
    static final class RemembersEverything implements Recipe {
        private static final Table<Long, Long> CALLS = Table.of("calls", Long.class, Long.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(CALLS);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                CALLS.put(context, context.revision(), 1L);
                return Outcome.reply(new Counted(1));
            });
        }
    }

    /** A queue that looks at all its items before it gives one out. */
    @RecipeType(name = "queue")
    static final class LooksAtEverything implements Recipe {
        private static final Table<Long, Long> ITEMS = Table.of("items", Long.class, Long.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(ITEMS);
            recipe.command("put", Count.class, Counted.class, (context, request) -> {
                ITEMS.put(context, context.revision(), 1L);
                return Outcome.reply(new Counted(1));
            });
            recipe.command("take", Take.class, Counted.class, (context, request) -> {
                List<Table.Row<Long, Long>> all = ITEMS.page(context, Optional.empty(), Table.MAX_PAGE_ROWS);
                if (all.isEmpty()) {
                    throw new RecipeException("EMPTY", "put something in");
                }
                ITEMS.remove(context, all.get(0).key());
                return Outcome.reply(new Counted(all.get(0).key()));
            });
        }
    }

    /** The version before {@link LosesOnTheWayBack}. */
    @RecipeType(name = "counter")
    static final class FirstVersion implements Recipe {
        static final Cell<Long> VALUE = Cell.of("value", Long.class);

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> count(context));
        }

        static Outcome<Counted> count(ApplyContext context) {
            long value = VALUE.get(context).orElse(0L) + 1;
            VALUE.set(context, value);
            return Outcome.reply(new Counted(value));
        }
    }

    /** Can be gone back from, but not with everything. */
    @RecipeType(name = "counter", stateVersion = 2)
    static final class LosesOnTheWayBack implements Recipe {
        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(FirstVersion.VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> FirstVersion.count(context));
            recipe.migration(1, 2, context -> {});
            recipe.migration(2, 1, context -> FirstVersion.VALUE.set(context, 0L));
        }
    }

    /** Has no way back at all. */
    @RecipeType(name = "counter", stateVersion = 2)
    static final class KnowsNoWayBack implements Recipe {
        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(FirstVersion.VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> FirstVersion.count(context));
            recipe.migration(1, 2, context -> {});
        }
    }

    /** Leaves itself with the thread. */
    @RecipeType(name = "counter")
    static final class StaysWithTheThread implements Recipe {
        private static final ThreadLocal<Object> LAST = new ThreadLocal<>();

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(FirstVersion.VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                LAST.set(this);
                return FirstVersion.count(context);
            });
        }
    }
}
