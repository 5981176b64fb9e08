/** Known bugs put into the code, to see that a generator of histories finds them. */
package io.quorate.mutation;
