import { z } from 'zod';
import { findingReference, missingArtifact, snapshotHeader } from './wire-schema';

export const securityAnswer = z
  .object({
    ...snapshotHeader,
    own: z
      .object({
        name: z.string(),
        isSuperuser: z.boolean(),
        isMonitor: z.boolean(),
        granted: z.array(z.string()).nullable().describe('predefined roles that reach past tables'),
        reach: z
          .object({
            tables: z.number(),
            readable: z.number(),
            writable: z.number(),
            createsSchemas: z.boolean(),
            ownsDatabase: z.boolean(),
            createsIn: z.array(z.string()),
          })
          .nullable(),
        readBy: z.array(z.string()).nullable().describe('roles that are members of ours'),
      })
      .nullable()
      .describe('the role that Chunkwise signs in with; null before the first connection'),
    settings: z
      .array(z.object({ name: z.string(), setting: z.string().nullable() }))
      .nullable()
      .describe('those that decide about encryption and passwords'),
    roles: z
      .array(
        z.object({
          name: z.string(),
          canLogin: z.boolean(),
          isSuperuser: z.boolean(),
          isBootstrap: z.boolean(),
          createsRoles: z.boolean(),
          createsDatabases: z.boolean(),
          replicates: z.boolean(),
          bypassesRowPolicies: z.boolean(),
          validUntil: z.string().nullable(),
          isExpired: z.boolean(),
          connectionLimit: z.number(),
          granted: z.array(z.string()),
          inherited: z.array(z.string()),
          powers: z.array(z.string()).describe('what it may do past its tables, in words'),
          isMemberOfOurs: z.boolean(),
        }),
      )
      .nullable(),
    hostRules: z
      .array(
        z.object({
          file: z
            .string()
            .nullable()
            .describe('what pg_hba.conf includes (16+); null for pg_hba.conf itself'),
          line: z.number(),
          ruleNumber: z.number().nullable(),
          connection: z.string().nullable(),
          databases: z.array(z.string()).nullable(),
          roles: z.array(z.string()).nullable(),
          address: z.string().nullable(),
          netmask: z.string().nullable(),
          method: z.string().nullable(),
          error: z.string().nullable(),
        }),
      )
      .nullable()
      .describe('pg_hba.conf as it says now, without options'),
    sessions: z
      .object({
        sessions: z.number(),
        remote: z.number(),
        remotePlain: z.number(),
        outdated: z.number(),
        plainRoles: z.array(z.string()),
      })
      .nullable(),
    findings: z.array(findingReference).describe('open, of security and versions, the worst first'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'Security' });
