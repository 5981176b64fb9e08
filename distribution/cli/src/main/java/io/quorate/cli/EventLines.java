package io.quorate.cli;

import io.quorate.cli.shape.JsonOutput;
import io.quorate.cli.shape.TextOutput;
import io.quorate.client.GenericEvent;
import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.EventMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Events as data, a line for each: text, or JSON. May be told by several threads. */
final class EventLines {
    private final boolean isJson;
    private final Console console;
    private final Runnable closed;

    /** Of the last reset: each kind of event has its own, and one line for all of them is enough. */
    private long resetRevision = -1;

    /** @param closed told when nobody takes the lines any more */
    EventLines(Invocation invocation, Runnable closed) {
        this.isJson = invocation.globals().output() == OutputFormat.JSON;
        this.console = invocation.console();
        this.closed = closed;
    }

    synchronized void tell(RecipeDescription.Event kind, EventMessage<GenericEvent> message) {
        if (message instanceof EventMessage.Event<GenericEvent> event) {
            print(event(kind, event.revision(), event.value()));
        } else if (message instanceof EventMessage.Reset<GenericEvent> reset && reset.revision() != resetRevision) {
            resetRevision = reset.revision();
            print(reset(reset.revision()));
        }
    }

    private void print(String line) {
        console.print(line);
        if (console.out().checkError()) {
            closed.run();
        }
    }

    private String event(RecipeDescription.Event kind, long revision, GenericEvent event) {
        if (!isJson) {
            return revision + "  " + kind.name() + "  " + TextOutput.line((Shape.Struct) kind.shape(), event.fields());
        }
        return json(
                Optional.of(kind.shape()), Map.of("revision", revision, "event", kind.name(), "value", event.fields()));
    }

    private String reset(long revision) {
        return isJson
                ? json(Optional.empty(), Map.of("revision", revision, "reset", true))
                : revision + "  RESET  events up to this revision may be missing: look at the resource itself";
    }

    private static String json(Optional<Shape> value, Map<String, Object> fields) {
        Shape any = new Shape.OptionalOf(value.orElse(new Shape.Text()));
        Shape.Struct line = new Shape.Struct(
                "Line",
                List.of(
                        field("revision", new Shape.Int(Long.SIZE)),
                        field("reset", new Shape.Bool()),
                        field("event", new Shape.OptionalOf(new Shape.Text())),
                        field("value", any)));
        return JsonOutput.line(line, new TreeMap<>(fields));
    }

    private static Shape.Field field(String name, Shape shape) {
        return new Shape.Field(name, shape, Optional.empty());
    }
}
