package io.quorate.recipe.atomic;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.atomic.api.AtomicContract.Delete;
import io.quorate.recipe.atomic.api.AtomicContract.Deleted;
import io.quorate.recipe.atomic.api.AtomicContract.Describe;
import io.quorate.recipe.atomic.api.AtomicContract.FlagChanged;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceChanged;
import io.quorate.recipe.atomic.api.AtomicDescription;
import io.quorate.recipe.atomic.api.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/** The only row of an instance. What is as if nobody had set it has none, but ids and sequences keep theirs. */
final class Instance {
    static final Cell<Content> CONTENT = Cell.of("content", Content.class);

    private Instance() {}

    /** Empty when it does not exist; refuses one of another kind. */
    static Optional<Content> content(QueryContext context, Kind kind) {
        Optional<Content> found = CONTENT.get(context);
        if (found.isPresent() && found.get().kind() != kind) {
            throw new RecipeException(
                    AtomicContract.WRONG_KIND,
                    "'" + context.instance() + "' is of kind "
                            + found.get().kind().name() + ", and this call is for " + kind.name()
                            + "; take another name, or delete it first");
        }
        return found;
    }

    static Outcome<Deleted> delete(ApplyContext context, Delete request) {
        Optional<Content> content = CONTENT.get(context);
        if (content.isEmpty()) {
            return Outcome.reply(new Deleted(false));
        }
        Kind kind = content.get().kind();
        if (kind == Kind.IDS || kind == Kind.SEQUENCE) {
            if (!request.force()) {
                throw new RecipeException(
                        ErrorCode.CONFLICT.name(),
                        "numbers of '" + context.instance()
                                + "' would be given again if it was deleted; force does it all the same");
            }
        } else if (kind == Kind.COUNTER) {
            context.emit(new CounterChanged(0));
        } else if (kind == Kind.FLAG) {
            context.emit(new FlagChanged(false));
        } else {
            context.emit(new ReferenceChanged(Optional.empty(), 0));
        }
        CONTENT.clear(context);
        return Outcome.reply(new Deleted(true));
    }

    static AtomicDescription describe(QueryContext context, Describe request) {
        Optional<Content> content = CONTENT.get(context);
        OptionalLong number = OptionalLong.empty();
        Optional<Boolean> flag = Optional.empty();
        OptionalLong version = OptionalLong.empty();
        OptionalLong bytes = OptionalLong.empty();
        if (content.isPresent()) {
            Content held = content.get();
            if (held instanceof Content.Counter counter) {
                number = OptionalLong.of(counter.value());
            } else if (held instanceof Content.Ids ids) {
                number = OptionalLong.of(ids.last());
            } else if (held instanceof Content.Sequence sequence) {
                number = OptionalLong.of(sequence.last());
            } else if (held instanceof Content.Reference reference) {
                version = OptionalLong.of(reference.version());
                bytes = OptionalLong.of(reference.value().length);
            } else {
                flag = Optional.of(true);
            }
        }
        return new AtomicDescription(
                content.map(held -> held.kind()), number, flag, version, bytes, context.revision());
    }
}
