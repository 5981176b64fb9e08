package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Conditions and operations as one command. */
final class Transactions {
    /** Of a result without what it carries. */
    private static final int RESULT_BYTES = 64;

    private static final int ENTRY_BYTES = 192;

    private Transactions() {}

    static Outcome<Transacted> transact(ApplyContext context, Transact request) {
        boolean held = Checks.hold(context, request.when());
        Edit edit = Edit.of(context);
        List<Result> results = new ArrayList<>();
        int bytes = 0;
        for (Operation operation : held ? request.then() : request.otherwise()) {
            Result result = run(edit, operation);
            bytes += bytes(result);
            if (bytes > KvContract.MAX_ANSWER_BYTES) {
                throw new RecipeException(
                        ErrorCode.INVALID_REQUEST.name(),
                        "a transaction answers with at most " + KvContract.MAX_ANSWER_BYTES
                                + " bytes; `get` reads larger values, at the revision of the transaction if need be");
            }
            results.add(result);
        }
        edit.finish();
        return Outcome.reply(new Transacted(held, results, context.revision()));
    }

    private static Result run(Edit edit, Operation operation) {
        if (operation instanceof Operation.Read read) {
            return Actions.read(edit, read);
        } else if (operation instanceof Operation.Put put) {
            return Actions.put(edit, put);
        } else if (operation instanceof Operation.Delete delete) {
            return Actions.delete(edit, delete);
        } else if (operation instanceof Operation.Add add) {
            return Actions.add(edit, add);
        } else if (operation instanceof Operation.Append append) {
            return Actions.append(edit, append);
        } else if (operation instanceof Operation.Merge merge) {
            return Actions.merge(edit, merge);
        } else if (operation instanceof Operation.Touch touch) {
            return Actions.touch(edit, touch);
        }
        return Actions.call(edit, (Operation.Call) operation);
    }

    /** About what the result takes in the answer, and not less. */
    private static int bytes(Result result) {
        if (result instanceof Result.Answer answer) {
            return RESULT_BYTES + answer.reply().length;
        } else if (result instanceof Result.Stored stored) {
            return RESULT_BYTES
                    + (stored.key().isPresent() ? length(stored.key().get()) : 0);
        } else if (result instanceof Result.Found found && found.entry().isPresent()) {
            Entry entry = found.entry().get();
            return ENTRY_BYTES + length(entry.key()) + Content.bytes(entry.value());
        }
        return RESULT_BYTES;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
