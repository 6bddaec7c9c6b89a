/** Mutation: breaks a copy of the database in every way that a careless change could, and sees who notices. */
@NullMarked
package com.operanttechnologies.tenancytests.mutation;

import org.jspecify.annotations.NullMarked;
