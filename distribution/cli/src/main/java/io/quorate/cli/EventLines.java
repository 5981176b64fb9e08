package io.quorate.cli;

import io.quorate.cli.shape.JsonOutput;
import io.quorate.cli.shape.TextOutput;
import io.quorate.client.GenericEvent;
import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Events as data, a line for each: text, or JSON. May be told by several threads. */
final class EventLines {
    private final boolean isJson;
    private final Console console;
    private final Runnable closed;

    /** Each kind of event has its own, and one line for all of them is enough. */
    private Optional<Cursor> lastReset = Optional.empty();

    /** @param closed told when nobody takes the lines any more */
    EventLines(Invocation invocation, Runnable closed) {
        this.isJson = invocation.globals().output() == OutputFormat.JSON;
        this.console = invocation.console();
        this.closed = closed;
    }

    synchronized void tell(RecipeDescription.Event kind, EventMessage<GenericEvent> message) {
        if (message instanceof EventMessage.Event<GenericEvent> event) {
            print(event(kind, event));
        } else if (message instanceof EventMessage.Reset<GenericEvent> reset
                && !lastReset.equals(Optional.of(reset.at()))) {
            lastReset = Optional.of(reset.at());
            print(reset(reset.at()));
        }
    }

    private void print(String line) {
        console.print(line);
        if (console.out().checkError()) {
            closed.run();
        }
    }

    private String event(RecipeDescription.Event kind, EventMessage.Event<GenericEvent> event) {
        SortedMap<String, Object> fields = event.value().fields();
        return isJson
                ? json(Optional.of(kind.shape()), event.at(), Map.of("event", kind.name(), "value", fields))
                : event.revision() + "  " + kind.name() + "  " + TextOutput.line((Shape.Struct) kind.shape(), fields);
    }

    private String reset(Cursor at) {
        return isJson
                ? json(Optional.empty(), at, Map.of("reset", true))
                : at.revision() + "  RESET  events up to this revision may be missing: look at the resource itself";
    }

    private static String json(Optional<Shape> value, Cursor at, Map<String, Object> more) {
        Shape any = new Shape.OptionalOf(value.orElse(new Shape.Text()));
        Shape.Struct line = new Shape.Struct(
                "Line",
                List.of(
                        field("revision", new Shape.Int(Long.SIZE)),
                        field("cursor", new Shape.Text()),
                        field("reset", new Shape.Bool()),
                        field("event", new Shape.OptionalOf(new Shape.Text())),
                        field("value", any)));
        TreeMap<String, Object> fields = new TreeMap<>(more);
        fields.put("revision", at.revision());
        fields.put("cursor", at.toString());
        return JsonOutput.line(line, fields);
    }

    private static Shape.Field field(String name, Shape shape) {
        return new Shape.Field(name, shape, Optional.empty());
    }
}
