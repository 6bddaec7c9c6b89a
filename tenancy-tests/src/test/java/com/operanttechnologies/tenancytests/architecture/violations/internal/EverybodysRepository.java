package com.operanttechnologies.tenancytests.architecture.violations.internal;

import com.operanttechnologies.tenancytests.architecture.Breaks;

@Breaks("repositories_are_made_from_a_session")
final class EverybodysRepository {}
