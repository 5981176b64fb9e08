/**
 * What a lock guards checks tokens here: in the same process, in a database, in a file. A guard refuses whoever comes with a smaller
 * token than somebody before, since that hold is over. Guards know neither clients nor servers, and take the tokens of any recipe.
 */
@org.osgi.annotation.bundle.Export(substitution = org.osgi.annotation.bundle.Export.Substitution.NOIMPORT)
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.recipe.lock.api.guard;
