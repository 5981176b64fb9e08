package io.quorate.recipe.lock.api.guard;

import io.quorate.recipe.FencingToken;

/** Somebody came with the token of a hold that is over: one with a larger token was here. Nothing was done. */
public final class StaleTokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StaleTokenException(String resource, FencingToken token, FencingToken newest) {
        super(resource + " has seen token " + newest + ", and " + token + " is older: that hold is over");
    }
}
