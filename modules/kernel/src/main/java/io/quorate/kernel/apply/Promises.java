package io.quorate.kernel.apply;

import io.quorate.codec.Shape;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.RecipeException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a version of a recipe may not change under the same number of state version or contract. */
final class Promises {
    private Promises() {}

    /** Refuses a version that breaks what the one before it, or another recipe, counts on. */
    static void requireFits(RecipeModel next, Optional<ActiveRecipe> before, Collection<ActiveRecipe> all) {
        before.ifPresent(old -> requireKept(old.model().description(), next.description()));
        for (ActiveRecipe other : all) {
            ContractRange range = other.model().uses().get(next.name());
            if (range != null && !range.contains(next.description().contract())) {
                throw new RecipeException(
                        ErrorCode.CONFLICT.name(),
                        "recipe " + other.model().name() + " uses " + next.name() + " with another contract than "
                                + next.description().contract());
            }
        }
    }

    /** Refuses a version that would misread the rows of the one before, or lacks calls that its clients were promised. */
    static void requireKept(RecipeDescription before, RecipeDescription next) {
        if (next.stateVersion() == before.stateVersion()) {
            requireSameStates(before, next);
        }
        // On the way back to an older version, calls that only the newer one had go, and that is what was asked for.
        if (next.contract() == before.contract() && isNewer(next.version(), before.version())) {
            requireCalls("command", before.commands(), next.commands(), next);
            requireCalls("query", before.queries(), next.queries(), next);
            requireEvents(before, next);
        }
    }

    private static void requireSameStates(RecipeDescription before, RecipeDescription next) {
        Map<String, String> old = shapes(before);
        Map<String, String> now = shapes(next);
        for (Map.Entry<String, String> state : old.entrySet()) {
            String shape = now.get(state.getKey());
            if (shape == null) {
                throw changed(next, "no longer has state '" + state.getKey() + "'");
            }
            if (!shape.equals(state.getValue())) {
                throw changed(
                        next, "has state '" + state.getKey() + "' as " + shape + ", which was " + state.getValue());
            }
        }
        for (String name : now.keySet()) {
            if (!old.containsKey(name)) {
                throw changed(next, "has a new state '" + name + "'");
            }
        }
    }

    private static void requireCalls(
            String kind,
            List<RecipeDescription.Call> promised,
            List<RecipeDescription.Call> kept,
            RecipeDescription next) {
        Map<String, RecipeDescription.Call> calls = new TreeMap<>();
        kept.forEach(call -> calls.put(call.name(), call));
        for (RecipeDescription.Call was : promised) {
            String what = kind + " '" + was.name() + "'";
            RecipeDescription.Call is = calls.get(was.name());
            if (is == null) {
                throw gone(what, next);
            }
            ShapeChange request = new ShapeChange(was.request(), is.request());
            if (!request.keepsRequests()) {
                throw broken("the request of the " + what, request, next);
            }
            ShapeChange reply = new ShapeChange(was.reply(), is.reply());
            if (!reply.keepsReplies()) {
                throw broken("the reply of the " + what, reply, next);
            }
        }
    }

    private static void requireEvents(RecipeDescription before, RecipeDescription next) {
        Map<String, Shape> events = new TreeMap<>();
        next.events().forEach(event -> events.put(event.name(), event.shape()));
        for (RecipeDescription.Event was : before.events()) {
            Shape is = events.get(was.name());
            if (is == null) {
                throw gone("event '" + was.name() + "'", next);
            }
            ShapeChange event = new ShapeChange(was.shape(), is);
            if (!event.keepsReplies()) {
                throw broken("the event '" + was.name() + "'", event, next);
            }
        }
    }

    private static RecipeException gone(String what, RecipeDescription next) {
        return conflict(
                next,
                "no longer has the " + what + " that contract " + next.contract()
                        + " promises: keep it, or raise contract in @RecipeType");
    }

    private static RecipeException broken(String what, ShapeChange change, RecipeDescription next) {
        return conflict(
                next,
                "has " + what + " as " + change.now() + ", which was " + change.before() + ": clients of contract "
                        + next.contract()
                        + " would not understand it; add only what may be absent, or raise contract in"
                        + " @RecipeType");
    }

    private static Map<String, String> shapes(RecipeDescription recipe) {
        Map<String, String> shapes = new TreeMap<>();
        recipe.states().forEach(state -> shapes.put(state.name(), state.shape()));
        return shapes;
    }

    /** Whether one version in the form {@code major.minor.micro.qualifier}, of which all but the first may lack, is above another. */
    private static boolean isNewer(String version, String than) {
        for (int i = 0; i < 3; i++) {
            int order = Integer.compare(number(version, i), number(than, i));
            if (order != 0) {
                return order > 0;
            }
        }
        return part(version, 3).compareTo(part(than, 3)) > 0;
    }

    private static int number(String version, int index) {
        String part = part(version, index);
        return part.isEmpty() ? 0 : Integer.parseInt(part);
    }

    private static String part(String version, int index) {
        String[] parts = version.split("\\.", 4);
        return index < parts.length ? parts[index] : "";
    }

    private static RecipeException changed(RecipeDescription next, String what) {
        return conflict(
                next,
                what + ", under the same state version " + next.stateVersion()
                        + ": raise stateVersion in @RecipeType and declare a migration");
    }

    private static RecipeException conflict(RecipeDescription next, String what) {
        return new RecipeException(
                ErrorCode.CONFLICT.name(), "version " + next.version() + " of '" + next.name() + "' " + what);
    }
}
