/**
 * What metered recipe code calls. Visible to recipe bundles because the weaver adds calls into their classes; code that a
 * recipe's author writes is refused when it names anything here.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.runtime.gas;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
