/** Bundles that are deployed, replaced and taken out of real clusters which are at work, and fail meanwhile. */
package io.quorate.itests.deploy;
