package io.quorate.recipe.atomic;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.FlagChanged;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.Kind;

/** Calls on flags. */
final class Flags {
    private Flags() {}

    static FlagRead get(QueryContext context, GetFlag request) {
        return new FlagRead(value(context), context.revision());
    }

    static Outcome<FlagSet> set(ApplyContext context, SetFlag request) {
        boolean before = value(context);
        change(context, before, request.value());
        return Outcome.reply(new FlagSet(request.value(), before));
    }

    static Outcome<FlagSwapped> compareAndSet(ApplyContext context, CompareAndSetFlag request) {
        boolean before = value(context);
        if (before != request.expected()) {
            return Outcome.reply(new FlagSwapped(false, before));
        }
        change(context, before, request.value());
        return Outcome.reply(new FlagSwapped(true, request.value()));
    }

    private static void change(ApplyContext context, boolean before, boolean value) {
        if (value == before) {
            return;
        }
        if (value) {
            Instance.CONTENT.set(context, new Content.RaisedFlag());
        } else {
            Instance.CONTENT.clear(context);
        }
        context.emit(new FlagChanged(value));
    }

    private static boolean value(QueryContext context) {
        return Instance.content(context, Kind.FLAG).isPresent();
    }
}
