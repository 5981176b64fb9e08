/**
 * All that a recipe author sees. A recipe is one class with {@link io.quorate.recipe.RecipeType} that says in
 * {@link io.quorate.recipe.Recipe#define} which commands, queries, events, timers and state it has; its state lives in
 * {@link io.quorate.recipe.Cell}s, {@link io.quorate.recipe.Table}s and {@link io.quorate.recipe.Tickets}, never in
 * fields. A whole one, a gate that lets everybody through once somebody has opened it:
 *
 * <pre>{@code
 * @RecipeType(name = "gate")
 * public final class GateRecipe implements Recipe {
 *     public record Open() {}
 *     public record Opened(long revision) {}
 *     public record Enter(long waitMillis) {}
 *     public record Entered(long revision) {}
 *     public record Nothing() {}
 *
 *     private static final Cell<Long> OPEN_SINCE = Cell.of("openSince", Long.class);
 *     private static final Tickets<Nothing, Entered> WAITING =
 *             Tickets.of("waiting", Nothing.class, Entered.class);
 *
 *     @Override
 *     public void define(RecipeDefinition recipe) {
 *         recipe.describedAs("A gate that stays open once it is opened").state(OPEN_SINCE, WAITING);
 *         recipe.command("open", Open.class, Opened.class, this::open).describedAs("Opens the gate for good");
 *         recipe.command("enter", Enter.class, Entered.class, this::enter).describedAs("Waits until it is open");
 *     }
 *
 *     private Outcome<Opened> open(ApplyContext context, Open request) {
 *         OPEN_SINCE.set(context, context.revision());
 *         Optional<Ticket<Nothing, Entered>> next = WAITING.first(context);
 *         while (next.isPresent()) {
 *             next.get().complete(context, new Entered(context.revision()));
 *             next = WAITING.first(context);
 *         }
 *         return Outcome.reply(new Opened(context.revision()));
 *     }
 *
 *     private Outcome<Entered> enter(ApplyContext context, Enter request) {
 *         Optional<Long> openSince = OPEN_SINCE.get(context);
 *         if (openSince.isPresent()) {
 *             return Outcome.reply(new Entered(openSince.get()));
 *         }
 *         return WAITING.park(context, new Nothing(), request.waitMillis());
 *     }
 * }
 * }</pre>
 *
 * <p>Compile it against {@code quorate-recipe-api} and nothing else, pack it as a bundle (the annotation becomes the
 * capability that a server looks for when {@code bnd} builds the jar), check it with {@code quorate bundle verify} and
 * deploy it with {@code quorate bundle deploy}. Requests, replies, events and values are public records of the types that
 * {@link io.quorate.codec.RecordCodec} carries. Which methods of the JDK a recipe may call is a closed list; the verifier
 * names class, method, line and what to use instead.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe;
