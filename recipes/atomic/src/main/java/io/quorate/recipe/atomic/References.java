package io.quorate.recipe.atomic;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceChanged;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.atomic.api.Kind;
import java.util.Optional;

/** Calls on references. A version is a revision, so that none comes twice, also after a delete. */
final class References {
    private References() {}

    static ReferenceRead get(QueryContext context, GetReference request) {
        Optional<Content.Reference> held = held(context);
        return new ReferenceRead(value(held), version(held), context.revision());
    }

    static Outcome<ReferenceSet> set(ApplyContext context, SetReference request) {
        Optional<Content.Reference> held = held(context);
        long version = change(context, Optional.of(request.value()));
        return Outcome.reply(new ReferenceSet(version, value(held)));
    }

    static Outcome<ReferenceSwapped> compareAndSet(ApplyContext context, CompareAndSetReference request) {
        Optional<Content.Reference> held = held(context);
        if (version(held) != request.expectedVersion()) {
            return Outcome.reply(new ReferenceSwapped(false, version(held), value(held)));
        }
        boolean changes = held.isPresent() || request.value().isPresent();
        long version = changes ? change(context, request.value()) : 0;
        return Outcome.reply(new ReferenceSwapped(true, version, Optional.empty()));
    }

    /** Returns the version after it. */
    private static long change(ApplyContext context, Optional<byte[]> value) {
        long version = 0;
        if (value.isPresent()) {
            version = context.revision();
            Instance.CONTENT.set(context, new Content.Reference(value.get(), version));
        } else {
            Instance.CONTENT.clear(context);
        }
        context.emit(new ReferenceChanged(value, version));
        return version;
    }

    private static Optional<Content.Reference> held(QueryContext context) {
        return Instance.content(context, Kind.REFERENCE).map(content -> (Content.Reference) content);
    }

    private static Optional<byte[]> value(Optional<Content.Reference> held) {
        return held.map(reference -> reference.value());
    }

    private static long version(Optional<Content.Reference> held) {
        return held.isPresent() ? held.get().version() : 0;
    }
}
