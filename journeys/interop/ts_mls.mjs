// Members of groups who run on ts-mls, one for each name.
import { readFileSync } from "node:fs";
import { answer, hex, load, text, unhex } from "./line_protocol.mjs";

const mls = await load("ts-mls");
const { p256 } = await load("@noble/curves/nist.js");
const { encodeRatchetTree, decodeRatchetTree } = await load("ts-mls/ratchetTree.js");
const { createGroupInfo, createGroupInfoWithRatchetTree } = await load("ts-mls/createCommit.js");
const { varLenDataEncoder, decodeVarLenData } = await load("ts-mls/codec/variableLength.js");
const { encode: encode_tls } = await load("ts-mls/codec/tlsEncoder.js");

const manifest = new URL("node_modules/ts-mls/package.json", import.meta.url);
const month = 28n * 24n * 3600n;
const people = new Map(); // name -> {suite, credential, signature, key_package, state, psks}

// Of P-256, ts-mls makes compressed public keys, which RFC 9420 section 5.1.1 does not allow; it reads both forms.
async function signature_key(suite, impl) {
  const pair = await impl.signature.keygen();
  if (suite !== 2) return pair;
  return { ...pair, publicKey: p256.getPublicKey(pair.signKey, false) };
}

async function person({ who, suite }) {
  if (!people.has(who)) {
    const name = Object.keys(mls.ciphersuites).find((n) => mls.ciphersuites[n] === suite);
    const impl = await mls.getCiphersuiteImpl(mls.getCiphersuiteFromName(name));
    people.set(who, {
      suite: impl,
      credential: { credentialType: "basic", identity: text(who) },
      signature: await signature_key(suite, impl),
      psks: {},
    });
  }
  return people.get(who);
}

function decode(message, wireformat) {
  const bytes = unhex(message);
  const [m, end] = mls.decodeMlsMessage(bytes, 0) ?? [];
  if (end !== bytes.length) throw new Error("not an MLSMessage");
  if (wireformat && m.wireformat !== wireformat) throw new Error(`${m.wireformat} instead of ${wireformat}`);
  return m;
}
const encode = (wireformat, body) => hex(mls.encodeMlsMessage({ version: "mls10", wireformat, ...body }));
const decode_tree = (tree) => (tree ? decodeRatchetTree(unhex(tree), 0)[0] : undefined);
const psk_index = (p) => mls.makePskIndex(p.state, p.psks);

// ts-mls takes the whole external_pub extension for the key, where section 12.4.3.2 puts a vector around it.
// Its own function would make such a GroupInfo; and one that it reads must keep its signed bytes.
async function group_info(p, tree_apart) {
  const pair = await p.suite.hpke.deriveKeyPair(p.state.keySchedule.externalSecret);
  const extensionData = encode_tls(varLenDataEncoder)(await p.suite.hpke.exportPublicKey(pair.publicKey));
  const extensions = [{ extensionType: "external_pub", extensionData }];
  const { groupContext, confirmationTag, ratchetTree } = p.state;
  return tree_apart
    ? createGroupInfo(groupContext, confirmationTag, p.state, extensions, p.suite)
    : createGroupInfoWithRatchetTree(groupContext, confirmationTag, p.state, ratchetTree, extensions, p.suite);
}
function decode_group_info(message) {
  const info = decode(message, "mls_group_info").groupInfo;
  const extensions = [...info.extensions];
  extensions.find = (wanted) => {
    const found = info.extensions.find(wanted);
    return found?.extensionType === "external_pub"
      ? { ...found, extensionData: decodeVarLenData(found.extensionData, 0)[0] } : found;
  };
  return { ...info, extensions };
}

async function fresh_key_package(p) {
  const now = BigInt(Math.floor(Date.now() / 1000));
  p.key_package = await mls.generateKeyPackageWithKey(p.credential, mls.defaultCapabilities(),
    { notBefore: now - 3600n, notAfter: now + month }, [], p.signature, p.suite);
  return p.key_package;
}

function step(p, result) {
  p.state = result.newState;
  result.consumed?.forEach(mls.zeroOutUint8Array);
}

function leaf_of(p, name) {
  const identity = hex(text(name));
  const node = p.state.ratchetTree.findIndex((n) => n?.nodeType === "leaf" && hex(n.leaf.credential.identity) === identity);
  if (node < 0) throw new Error(`no member is called ${name}`);
  return node / 2;
}

const key_packages = ({ add }) => add.map((kp) => decode(kp, "mls_key_package").keyPackage);

/// Proposals of a request: key packages to add, names to remove, pre-shared keys, group extensions.
function proposals(p, { add = [], remove = [], psks = [], resume = [], extensions, reinit }) {
  const psk = (id) => ({ proposalType: "psk",
    psk: { preSharedKeyId: { ...id, pskNonce: p.suite.rng.randomBytes(p.suite.kdf.size) } } });
  return [
    ...key_packages({ add }).map((keyPackage) => ({ proposalType: "add", add: { keyPackage } })),
    ...remove.map((name) => ({ proposalType: "remove", remove: { removed: leaf_of(p, name) } })),
    ...psks.map((id) => psk({ psktype: "external", pskId: unhex(id) })),
    ...resume.map((epoch) => psk({ psktype: "resumption", usage: "application",
      pskGroupId: p.state.groupContext.groupId, pskEpoch: BigInt(epoch) })),
    ...(extensions ? [{ proposalType: "group_context_extensions", groupContextExtensions: { extensions:
      extensions.map((e) => ({ extensionType: e.type, extensionData: unhex(e.data) })) } }] : []),
    ...(reinit ? [{ proposalType: "reinit", reinit: { groupId: unhex(reinit), version: "mls10",
      cipherSuite: p.suite.name, extensions: p.state.groupContext.extensions } }] : []),
  ];
}

function committed(p, result) {
  step(p, result);
  return { commit: hex(mls.encodeMlsMessage(result.commit)),
    welcome: result.welcome && encode("mls_welcome", { welcome: result.welcome }) };
}

await answer({
  hello: () => ({
    peer: "ts-mls " + JSON.parse(readFileSync(manifest)).version,
    runtime: `Node ${process.versions.node}`,
    exporter: { label: "interop", context: hex(text("compared")) },
  }),

  async key_package(request) {
    const { publicPackage } = await fresh_key_package(await person(request));
    return { key_package: encode("mls_key_package", { keyPackage: publicPackage }) };
  },
  async create(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = await fresh_key_package(p);
    p.state = await mls.createGroup(unhex(request.group_id), publicPackage, privatePackage, [], p.suite);
  },
  async join(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = p.key_package;
    p.state = await mls.joinGroup(decode(request.welcome, "mls_welcome").welcome, publicPackage, privatePackage,
      mls.makePskIndex(undefined, p.psks), p.suite, decode_tree(request.tree));
  },
  async join_successor(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = p.key_package;
    p.state = await mls.joinGroup(decode(request.welcome, "mls_welcome").welcome, publicPackage, privatePackage,
      psk_index(p), p.suite, decode_tree(request.tree), p.state);
  },
  async found_replacement(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = await fresh_key_package(p);
    return committed(p, await mls.reinitCreateNewGroup(p.state, publicPackage, privatePackage, key_packages(request),
      unhex(request.group_id), p.suite.name, p.state.groupContext.extensions));
  },
  async found_branch(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = await fresh_key_package(p);
    return committed(p, await mls.branchGroup(p.state, publicPackage, privatePackage, key_packages(request),
      unhex(request.group_id), p.suite));
  },
  async join_external(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = await fresh_key_package(p);
    const result = await mls.joinGroupExternal(decode_group_info(request.group_info), publicPackage, privatePackage,
      request.replaces, p.suite, decode_tree(request.tree));
    step(p, result);
    return { commit: encode("mls_public_message", { publicMessage: result.publicMessage }) };
  },
  async propose_oneself(request) {
    const p = await person(request);
    const { publicPackage, privatePackage } = await fresh_key_package(p);
    const m = await mls.proposeAddExternal(decode_group_info(request.group_info), publicPackage, privatePackage,
      p.suite);
    return { message: hex(mls.encodeMlsMessage(m)) };
  },

  async commit(request) {
    const p = await person(request);
    return committed(p, await mls.createCommit({ state: p.state, cipherSuite: p.suite, pskIndex: psk_index(p) }, {
      extraProposals: proposals(p, request),
      wireAsPublicMessage: request.public,
      ratchetTreeExtension: !request.tree_apart,
      authenticatedData: unhex(request.authenticated_data),
    }));
  },
  async propose(request) {
    const p = await person(request);
    const [proposal] = proposals(p, request);
    const result = await mls.createProposal(p.state, request.public, proposal, p.suite);
    step(p, result);
    return { message: hex(mls.encodeMlsMessage(result.message)) };
  },

  async protect(request) {
    const p = await person(request);
    const result = await mls.createApplicationMessage(p.state, unhex(request.plaintext), p.suite,
      unhex(request.authenticated_data));
    step(p, result);
    return { message: encode("mls_private_message", { privateMessage: result.privateMessage }) };
  },
  async receive(request) {
    const p = await person(request);
    const m = decode(request.message);
    const before = p.state.groupContext.epoch;
    const result = m.wireformat === "mls_public_message"
      ? { kind: "newState", ...(await mls.processPublicMessage(p.state, m.publicMessage, psk_index(p), p.suite)) }
      : await mls.processPrivateMessage(p.state, m.privateMessage, psk_index(p), p.suite);
    step(p, result);
    if (result.kind === "applicationMessage")
      return { kind: "application", plaintext: hex(result.message),
        authenticated_data: hex(m.privateMessage.authenticatedData) };
    if (p.state.groupActiveState.kind === "removedFromGroup") return { kind: "removed" };
    return { kind: p.state.groupContext.epoch === before ? "proposal" : "commit" };
  },

  async learn_psk(request) {
    (await person(request)).psks[mls.bytesToBase64(unhex(request.id))] = unhex(request.secret);
  },
  async group_info(request) {
    const groupInfo = await group_info(await person(request), request.tree_apart);
    return { group_info: encode("mls_group_info", { groupInfo }) };
  },
  async tree(request) {
    return { tree: hex(encodeRatchetTree((await person(request)).state.ratchetTree)) };
  },
  async epoch(request) {
    const { state, suite } = await person(request);
    const { exporterSecret } = state.keySchedule;
    const exported = await mls.mlsExporter(exporterSecret, request.label, unhex(request.context), 32, suite);
    return {
      epoch: Number(state.groupContext.epoch),
      authenticator: hex(state.keySchedule.epochAuthenticator),
      exported: hex(exported),
      members: state.ratchetTree.flatMap((n) => (n?.nodeType === "leaf" ? [hex(n.leaf.credential.identity)] : [])),
    };
  },
});
