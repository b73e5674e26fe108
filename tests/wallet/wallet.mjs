// A wallet made of what others wrote: takes a batch that was offered, checks it, shows one of it.
// Usage: node wallet.mjs '{"offer": LINK, "pin": DIGITS, "count": 5, "claims": [...], "audience": ..., "nonce": ...}'
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { setGlobalConfig } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { SDJwtInstance } from '@sd-jwt/core'
import * as jose from 'jose'

setGlobalConfig({ allowInsecureUrls: true }) // the house under test listens on loopback, without TLS
const task = JSON.parse(process.argv[2])
const keys = new Map()

const hash = (data, alg = 'sha-256') => new Uint8Array(createHash(alg.replace('-', '')).update(data).digest())
const nobody = () => { throw new Error('not needed here') }

async function newKey() {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true })
  const publicJwk = await jose.exportJWK(publicKey)
  keys.set(await jose.calculateJwkThumbprint(publicJwk), privateKey)
  return { method: 'jwk', alg: 'ES256', publicJwk }
}

async function signJwt(signer, { header, payload }) {
  const key = keys.get(await jose.calculateJwkThumbprint(signer.publicJwk))
  return { jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key), signerJwk: signer.publicJwk }
}

const callbacks = {
  fetch,
  hash,
  signJwt,
  generateRandom: (count) => new Uint8Array(randomBytes(count)),
  verifyJwt: nobody,
  decryptJwe: nobody,
  encryptJwe: nobody,
  clientAuthentication: () => {},
}

async function take(client, issuerMetadata, credentialOffer) {
  const granted = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode: task.pin, dpop: { signer: await newKey() },
  })
  const accessToken = granted.accessTokenResponse.access_token
  const credentialConfigurationId = credentialOffer.credential_configuration_ids[0]
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
  const signers = await Promise.all(Array.from({ length: task.count }, newKey))
  const jwt = []
  for (const signer of signers) {
    jwt.push((await client.createCredentialRequestJwtProof({ issuerMetadata, credentialConfigurationId, signer, nonce })).jwt)
  }
  const got = await client.retrieveCredentials({
    issuerMetadata, accessToken, credentialConfigurationId, proofs: { jwt }, dpop: granted.dpop,
  })
  const response = got.credentialResponse
  await client.sendNotification({
    issuerMetadata, accessToken, dpop: { ...granted.dpop, ...got.dpop },
    notification: { notificationId: response.notification_id, event: 'credential_accepted' },
  })
  return response.credentials.map((one) => one.credential)
}

async function reader(credential) {
  const { x5c } = jose.decodeProtectedHeader(credential.split('~')[0])
  const pem = `-----BEGIN CERTIFICATE-----\n${x5c[0].match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----`
  const issuer = await jose.importX509(pem, 'ES256')
  const { cnf } = jose.decodeJwt(credential.split('~')[0])
  const holder = keys.get(await jose.calculateJwkThumbprint(cnf.jwk))
  const check = async (data, signature) =>
    webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, issuer, Buffer.from(signature, 'base64url'), Buffer.from(data))
  const sign = async (data) =>
    Buffer.from(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, holder, Buffer.from(data))).toString('base64url')
  return new SDJwtInstance({
    hasher: (data, alg) => hash(data, alg), hashAlg: 'sha-256', verifier: check,
    kbSigner: sign, kbSignAlg: 'ES256', saltGenerator: () => nobody(),
  })
}

const client = new Openid4vciClient({ callbacks })
const credentialOffer = await client.resolveCredentialOffer(task.offer)
const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
const credentials = await take(client, issuerMetadata, credentialOffer)
const says = []
for (const one of credentials) says.push((await (await reader(one)).verify(one)).payload)
const frame = Object.fromEntries(task.claims.map((name) => [name, true]))
const kb = { payload: { aud: task.audience, nonce: task.nonce, iat: Math.floor(Date.now() / 1000) } }
const presentation = await (await reader(credentials[0])).present(credentials[0], frame, { kb })
console.log(JSON.stringify({ says, presentation, configurations: Object.keys(issuerMetadata.credentialIssuer.credential_configurations_supported) }))
